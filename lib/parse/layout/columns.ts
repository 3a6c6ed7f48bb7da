import { type Line, type Run, toLine } from "./run.ts";

/** Lines side by side in two columns, at least: fewer may be a table's head. */
const LEAST_LINES = 4;
/** Share of the lines of a block that must look like prose on either side of the gutter. */
const PROSE_SHARE = 0.75;
/** A line of prose has at least so many words and letters. */
const PROSE = { words: 3, letters: 12 };
/** How much of its column's width a line of prose fills, on average. */
const FILLED = 0.75;

/** The space between two columns, along the lines. */
interface Gutter {
  from: number;
  to: number;
}

/**
 * Where a file draws two columns of prose line by line across both, reads each column whole. Done only where it is clear: the same
 * gutter in at least four lines one below the other, and full lines of words on both sides, so no table is torn apart.
 */
export function orderColumns(lines: readonly Line[]): Line[] {
  const ordered: Line[] = [];
  for (let from = 0; from < lines.length; ) {
    const block = columnBlock(lines, from);
    if (block === null) {
      ordered.push(...lines.slice(from, ++from));
      continue;
    }
    const rows = lines.slice(from, from + block.count);
    const left = rows.map((line) => line.runs.filter((run) => run.end <= block.gutter.to));
    const right = rows.map((line) => line.runs.filter((run) => run.end > block.gutter.to));
    ordered.push(...left.flatMap(toLine), ...orderColumns(right.flatMap(toLine)));
    from += block.count;
  }
  return ordered;
}

function columnBlock(lines: readonly Line[], from: number): { count: number; gutter: Gutter } | null {
  const first = lines[from];
  if (first === undefined || first.runs.length < 2) return null;
  for (const candidate of gapsOf(first)) {
    let gutter = candidate;
    let count = 1;
    for (let next = lines[from + count]; next !== undefined; next = lines[from + count]) {
      const shared = continues(lines[from + count - 1], next) ? sharedGap(next, gutter) : null;
      if (shared === null) break;
      gutter = shared;
      count += 1;
    }
    if (count >= LEAST_LINES && isProse(lines.slice(from, from + count), gutter)) return { count, gutter };
  }
  return null;
}

function gapsOf(line: Line): Gutter[] {
  return line.runs.slice(1).map((run, at) => ({ from: line.runs[at]?.end ?? 0, to: run.start }));
}

function continues(above: Line | undefined, below: Line): boolean {
  if (above === undefined || above.direction !== below.direction || below.runs.length < 2) return false;
  const step = below.base - above.base;
  return step > 0 && step < 2.5 * Math.max(above.size, below.size);
}

function sharedGap(line: Line, gutter: Gutter): Gutter | null {
  for (const gap of gapsOf(line)) {
    const shared = { from: Math.max(gap.from, gutter.from), to: Math.min(gap.to, gutter.to) };
    if (shared.to - shared.from > 0.7 * line.size) return shared;
  }
  return null;
}

function isProse(rows: readonly Line[], gutter: Gutter): boolean {
  const sides = [
    rows.map((line) => line.runs.filter((run) => run.end <= gutter.to)),
    rows.map((line) => line.runs.filter((run) => run.end > gutter.to)),
  ];
  return sides.every((cells) => {
    const start = Math.min(...cells.map((runs) => runs[0]?.start ?? 0));
    const end = Math.max(...cells.map((runs) => runs.at(-1)?.end ?? 0));
    const full = cells.filter((runs) => isText(runs)).length;
    const filled = cells.reduce((sum, runs) => sum + (runs.at(-1)?.end ?? start) - start, 0) / cells.length;
    return full >= PROSE_SHARE * cells.length && filled >= FILLED * (end - start);
  });
}

function isText(runs: readonly Run[]): boolean {
  const glyphs = runs.flatMap((run) => run.glyphs);
  const letters = glyphs.filter(({ text }) => /\p{L}/u.test(text)).length;
  const words = 1 + glyphs.filter(({ spaces }, index) => index > 0 && spaces > 0).length;
  return runs.length === 1 && words >= PROSE.words && letters >= PROSE.letters;
}
