import type { PlacedWord } from "../../base/types.ts";
import type { Glyph } from "./glyph.ts";
import { compoundsOf, jointOf } from "./hyphens.ts";
import { isCellGap, type Line } from "./run.ts";
import { CJK } from "./vertical.ts";

export interface ComposedText {
  text: string;
  words: PlacedWord[];
}

/** Lines → the page's text (a tab between cells, a line feed after each line) and where each of its words stands. */
export function compose(lines: readonly Line[], compounds: Set<string> = new Set()): ComposedText {
  const rows = lines.map((line) => line.runs.flatMap(({ glyphs }) => glyphs));
  for (const row of rows) compoundsOf(row, compounds);
  const out = createWriter();
  lines.forEach((line, index) => {
    const row = rows[index] ?? [];
    const next = lines[index + 1];
    const joint =
      next !== undefined && next.direction === line.direction && next.base > line.base
        ? jointOf(row, rows[index + 1] ?? [], compounds)
        : "apart";
    const cellStarts = new Set(line.runs.slice(1).map(({ glyphs }) => glyphs[0]));
    row.forEach((glyph, at) => {
      const before = row[at - 1];
      if (before !== undefined) out.gap(gapBetween(before, glyph, cellStarts.has(glyph)));
      if (joint === "joined" && at === row.length - 1) return;
      out.glyph(glyph);
    });
    out.endLine(joint);
  });
  return out.result();
}

function gapBetween(before: Glyph, glyph: Glyph, newRun: boolean): "" | " " | "\t" {
  const size = Math.min(before.size, glyph.size);
  const gap = Math.max(glyph.along - before.end, before.along - glyph.end);
  if (newRun && isCellGap(gap, glyph.spaces, size)) return "\t";
  // East Asian text has no spaces between words: what looks like one is the room that a punctuation mark takes.
  if (glyph.spaces < 1 && gap < size && CJK.test(before.text) && CJK.test(glyph.text)) return "";
  return glyph.spaces > 0 || (newRun && gap > 0.2 * size) ? " " : "";
}

function createWriter() {
  const pieces: string[] = [];
  const words: PlacedWord[] = [];
  let length = 0;
  let open: PlacedWord | null = null;
  /** The word broken at the last line's end goes on: what is written next follows without a line feed, which is owed. */
  let owed = false;
  const write = (text: string) => {
    pieces.push(text);
    length += text.length;
  };
  const close = () => {
    if (open !== null) words.push(open);
    open = null;
  };
  return {
    gap(gap: "" | " " | "\t") {
      if (gap === "") return;
      close();
      write(owed ? "\n" : gap);
      owed = false;
    },
    glyph(glyph: Glyph) {
      const { x, y, width, height } = glyph;
      if (open === null) open = { start: length, end: length, x, y, width, height };
      const right = Math.max(open.x + open.width, x + width);
      const bottom = Math.max(open.y + open.height, y + height);
      open.x = Math.min(open.x, x);
      open.y = Math.min(open.y, y);
      open.width = right - open.x;
      open.height = bottom - open.y;
      write(glyph.text);
      open.end = length;
    },
    endLine(joint: "apart" | "joined" | "hyphenated") {
      close();
      if (joint === "apart") write("\n");
      owed = joint !== "apart";
    },
    result(): ComposedText {
      close();
      return { text: pieces.join("").trimEnd(), words };
    },
  };
}
