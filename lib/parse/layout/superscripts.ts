import type { Run } from "./run.ts";

const SUPER = new Map([..."0123456789+-=()"].map((plain, at) => [plain, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"][at] ?? plain]));
const SUB = new Map([..."0123456789+-=()"].map((plain, at) => [plain, [..."₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"][at] ?? plain]));
/** A marker or exponent has at most so many characters. */
const LONGEST = 8;
/** Sizes of a marker against its line's. */
const SMALLER = 0.85;
/** How far its baseline is above or below the line's, in the line's ems. */
const RAISED = { least: 0.12, most: 0.75 };
const LOWERED = { least: 0.05, most: 0.4 };

/**
 * Tells raised and lowered figures from those of their line: "12,450" with the note's mark 1 is `12,450 ¹`, never 12,4501;
 * `m²`, `CO₂` and `1st` stay in one. Where a mark follows a figure or a whole word it stands apart.
 */
export function setApartMarkers(runs: readonly Run[]): void {
  runs.forEach((run, index) => {
    if (run.glyphs.length > LONGEST) return;
    const before = runs[index - 1];
    const after = runs[index + 1];
    const text = run.glyphs.map((glyph) => glyph.text).join("");
    if (before !== undefined && isNextTo(before, run)) {
      const kind = kindOf(run, before);
      if (kind !== null) {
        mark(run, before, kind, text);
        run.base = before.base;
      }
    } else if (after !== undefined && isNextTo(run, after)) {
      // "¹ Census of 2020": the note itself.
      if (kindOf(run, after) === "super" && /^[\d,*†‡]+$/.test(text)) {
        translate(run, SUPER);
        run.base = after.base;
        const first = after.glyphs[0];
        if (first !== undefined) first.spaces = Math.max(first.spaces, 0.5);
      }
    }
  });
}

function isNextTo(left: Run, right: Run): boolean {
  if (left.direction !== right.direction) return false;
  const gap = right.start - left.end;
  const size = Math.max(left.size, right.size);
  return gap > -0.35 * size && gap < 0.6 * size;
}

function kindOf(run: Run, line: Run): "super" | "sub" | null {
  if (run.size > SMALLER * line.size) return null;
  const up = (line.base - run.base) / line.size;
  if (up > RAISED.least && up < RAISED.most) return "super";
  if (-up > LOWERED.least && -up < LOWERED.most) return "sub";
  return null;
}

function mark(run: Run, before: Run, kind: "super" | "sub", text: string): void {
  const line = before.glyphs.map((glyph) => glyph.text).join("");
  const first = run.glyphs[0];
  if (first === undefined) return;
  if (/^[\d+\-−–=(),*†‡§¶[\]]+$/.test(text)) {
    translate(run, kind === "super" ? SUPER : SUB);
    // "m²" and "CO₂" are one word; a figure or a word of some length and its note's mark are two.
    if (/(?:[\d%)\]]|\p{L}{3})[.,;:]?["'”’]?$/u.test(line) && !(kind === "sub" && !/\d$/.test(line)))
      first.spaces = Math.max(first.spaces, 0.5);
  } else if (/\d$/.test(line) && !/^(?:st|nd|rd|th|er|re|e|ème|o|a|º|ª|°|°C|°F|%)$/i.test(text)) {
    first.spaces = Math.max(first.spaces, 0.5);
  }
}

function translate(run: Run, table: ReadonlyMap<string, string>): void {
  for (const glyph of run.glyphs)
    glyph.text = table.get(glyph.text === "−" || glyph.text === "–" ? "-" : glyph.text) ?? glyph.text;
}
