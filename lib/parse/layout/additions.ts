import { type Glyph, type PageSize, setPlace } from "./glyph.ts";
import { type Line, type Run, toRuns } from "./run.ts";

/** Text that stands on a page besides its own: a field's value, a comment. Its box is in points from the top left. */
export interface Addition {
  kind: "field" | "note";
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Letters of a value are taken to be about this wide, ems. */
const LETTER_WIDTH = 0.5;
/** Sizes that a value is taken to have, points. */
const SIZES = { least: 4, most: 12 };

/**
 * Adds values of form fields to the line that they stand on, after their label, and comments after the page's text, each on
 * lines of its own. A field beside no line comes last as well.
 */
export function placeAdditions(lines: Line[], additions: readonly Addition[], page: PageSize): void {
  for (const addition of additions) {
    const rows = addition.text.split(/\r\n?|\n/).filter((row) => row.trim() !== "");
    const runs = rows.map((row, index) => toRun(row, rowBox(addition, index, rows.length), page));
    const [first] = runs;
    const line = addition.kind === "field" && first !== undefined ? besides(lines, addition) : null;
    if (line !== null && first !== undefined) {
      line.runs.push(first);
      line.runs.sort((a, b) => a.start - b.start);
      lines.splice(lines.indexOf(line) + 1, 0, ...runs.slice(1).map(asLine));
    } else lines.push(...runs.map(asLine));
  }
}

function asLine(run: Run): Line {
  return { runs: [run], direction: run.direction, base: run.base, size: run.size };
}

function rowBox(addition: Addition, index: number, rows: number): Addition {
  const height = addition.height / rows;
  return { ...addition, y: addition.y + index * height, height };
}

/** The line of the page that runs through a field, preferably with a label before it; null where there is none. */
function besides(lines: readonly Line[], field: Addition): Line | null {
  let best: Line | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    if (line.direction !== 0 || line.base < field.y || line.base > field.y + field.height + 0.3 * line.size) continue;
    const label = line.runs.filter((run) => run.end <= field.x + 2).at(-1);
    const distance =
      label === undefined ? 10_000 + Math.abs((line.runs[0]?.start ?? 0) - field.x) : field.x - label.end;
    if (distance < least) {
      best = line;
      least = distance;
    }
  }
  return best;
}

/** The words of a value as glyphs inside its box. */
function toRun(text: string, box: Addition, page: PageSize): Run {
  const characters = [...text.replace(/\s+/g, " ").trim()];
  const size = Math.min(SIZES.most, Math.max(SIZES.least, 0.7 * box.height));
  const step = Math.min(box.width / Math.max(1, characters.length), LETTER_WIDTH * size);
  const glyphs: Glyph[] = [];
  let spaces = 0;
  characters.forEach((character, index) => {
    if (character === " ") {
      spaces = 1;
      return;
    }
    const glyph: Glyph = {
      text: character,
      x: box.x + index * step,
      y: box.y,
      width: step,
      height: box.height,
      direction: 0,
      along: 0,
      end: 0,
      base: 0,
      size,
      object: 0,
      spaces,
      hidden: false,
    };
    setPlace(glyph, glyph.x, box.y + box.height - 0.25 * size, 0, page);
    glyphs.push(glyph);
    spaces = 0;
  });
  const [run] = toRuns(glyphs);
  const base = box.y + box.height - 0.25 * size;
  return run === undefined || run.glyphs.length < glyphs.length
    ? { glyphs, direction: 0, start: box.x, end: box.x + characters.length * step, base, size }
    : run;
}
