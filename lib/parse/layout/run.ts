import type { Direction, Glyph } from "./glyph.ts";

/** Glyphs that follow each other on one baseline without a wide gap: a line of a paragraph, or a cell of a table. */
export interface Run {
  glyphs: Glyph[];
  direction: Direction;
  start: number;
  end: number;
  base: number;
  size: number;
}

/** Runs that are read one after another as a line. */
export interface Line {
  runs: Run[];
  direction: Direction;
  base: number;
  size: number;
}

/** A gap wider than this many ems parts cells; a smaller one is a space of justified text. */
const CELL_GAP = 0.9;
/** At least this many points, for small print. */
const CELL_GAP_POINTS = 6;
/** Spaces that a file sets to reach the next column. */
const CELL_SPACES = 4;
/** Ems that make a space between two glyphs of one text object, and of two. */
const WORD_GAP = 0.2;
const OBJECT_GAP = 0.1;
/** Glyphs whose baselines differ by more than this share of an em aren't on one. */
const SAME_BASE = 0.1;
/** A line's runs may be a little higher or lower than each other, shares of an em. */
const SAME_LINE = 0.35;

/** Cuts glyphs in the file's order into runs. */
export function toRuns(glyphs: readonly Glyph[]): Run[] {
  const runs: Run[] = [];
  let last: Run | undefined;
  let before: Glyph | undefined;
  for (const glyph of glyphs) {
    if (last !== undefined && before !== undefined && follows(last, before, glyph)) {
      if (glyph.spaces === 0 && isWordGap(before, glyph)) glyph.spaces = 0.5;
      last.glyphs.push(glyph);
      last.start = Math.min(last.start, glyph.along);
      last.end = Math.max(last.end, glyph.end);
    } else {
      const { direction, along: start, end, base, size } = glyph;
      last = { glyphs: [glyph], direction, start, end, base, size };
      runs.push(last);
    }
    before = glyph;
  }
  return runs;
}

function follows(run: Run, before: Glyph, glyph: Glyph): boolean {
  const size = Math.min(run.size, glyph.size);
  if (glyph.direction !== run.direction || Math.abs(glyph.base - run.base) > SAME_BASE * size) return false;
  if (Math.max(run.size, glyph.size) > 1.3 * size) return false;
  // Text from right to left goes back.
  const gap = glyph.along >= before.along ? glyph.along - before.end : before.along - glyph.end;
  if (gap < -0.6 * size) return false;
  return !isCellGap(gap, glyph.spaces, size);
}

/** Whether two neighbours are so far apart that a space belongs between them: nearer where the file begins a new text object. */
function isWordGap(before: Glyph, glyph: Glyph): boolean {
  const gap = Math.max(glyph.along - before.end, before.along - glyph.end);
  const least = glyph.object === before.object ? WORD_GAP : OBJECT_GAP;
  return gap > least * Math.min(before.size, glyph.size);
}

/** Whether a gap of so many points, with so many spaces in it, parts two cells. */
export function isCellGap(gap: number, spaces: number, size: number): boolean {
  if (spaces >= CELL_SPACES) return true;
  // A space that the file itself sets may be stretched as justified text is.
  const least = Math.max(CELL_GAP * size, CELL_GAP_POINTS);
  return gap > (spaces >= 1 ? 2 * least : least);
}

/** Joins runs that follow each other in the file on one baseline into lines, each from its start to its end. */
export function toLines(runs: readonly Run[]): Line[] {
  const lines: Line[] = [];
  for (const run of runs) {
    const last = lines.at(-1);
    if (last !== undefined && isBeside(last, run)) {
      last.runs.push(run);
      if (run.size > last.size) Object.assign(last, { size: run.size, base: run.base });
    } else lines.push({ runs: [run], direction: run.direction, base: run.base, size: run.size });
  }
  for (const line of lines) line.runs.sort((a, b) => a.start - b.start);
  return lines;
}

function isBeside(line: Line, run: Run): boolean {
  const size = Math.max(line.size, run.size);
  if (line.direction !== run.direction || Math.abs(line.base - run.base) > SAME_LINE * size) return false;
  return line.runs.every((other) => Math.min(other.end, run.end) - Math.max(other.start, run.start) < 0.5 * size);
}

/** A line of these runs, or none where there are none. */
export function toLine(runs: readonly Run[]): Line[] {
  const [first] = runs;
  if (first === undefined) return [];
  const tallest = runs.reduce((best, run) => (run.size > best.size ? run : best), first);
  return [{ runs: [...runs], direction: first.direction, base: tallest.base, size: tallest.size }];
}
