import type { Glyph } from "./glyph.ts";

/** Second halves that a hyphen at a line's end keeps its place before: they make compounds, not syllables. */
const COMPOUND_TAILS = new Set(
  "term based free related wide driven like sized style to of in up by and the art mail day year month week house hand made known being line site".split(
    " ",
  ),
);
const HYPHEN = /^[-\u2010\u00ad]$/;
const SMALL = /^\p{Ll}/u;
const LETTER = /^\p{L}/u;

export type Joint = "apart" | "joined" | "hyphenated";

/**
 * How the last word of a line and the first of the next one go together: `joined` (the hyphen only broke the word:
 * infra-structure), `hyphenated` (it belongs to it: long-term, e-mail), or `apart`.
 */
export function jointOf(line: readonly Glyph[], next: readonly Glyph[], compounds: ReadonlySet<string>): Joint {
  const last = line.at(-1);
  if (last === undefined || !HYPHEN.test(last.text) || line.length < 2 || last.spaces > 0) return "apart";
  const left = lastWord(line.slice(0, -1));
  const right = firstWord(next);
  if (left === "" || right === "") return "apart";
  const leftEnd = [...left].at(-1) ?? "";
  if (!LETTER.test(leftEnd) || !SMALL.test(right))
    return /^[\p{L}\p{N}]/u.test(right) && /[\p{L}\p{N}]/u.test(leftEnd) && last.text !== "\u00ad"
      ? "hyphenated"
      : "apart";
  const parts = left.split(/[-\u2010]/);
  const half = parts.at(-1) ?? "";
  // "state-of-the-art" and "e-mail": another hyphen in the word, or half of it too short for a syllable.
  if (parts.length > 1 || [...half].length < 2) return "hyphenated";
  if (compounds.has(`${half}-${right}`.toLowerCase()) || COMPOUND_TAILS.has(right.toLowerCase())) return "hyphenated";
  return "joined";
}

/** Words with a hyphen inside a line, small letters: where one of them is broken at it, the hyphen stays. */
export function compoundsOf(line: readonly Glyph[], found: Set<string>): void {
  const text = line.map((glyph, index) => (index > 0 && glyph.spaces > 0 ? " " : "") + glyph.text).join("");
  if (!text.includes("-")) return;
  for (const word of text.split(/[^\p{L}-]/u)) {
    const parts = word.toLowerCase().split("-");
    for (let at = 1; at < parts.length; at++)
      if (parts[at - 1] !== "" && parts[at] !== "") found.add(`${parts[at - 1]}-${parts[at]}`);
  }
}

/** A soft hyphen that is drawn inside a line belongs to a code or date where figures or capitals stand beside it. */
export function drawnHyphens(line: readonly Glyph[]): void {
  line.forEach((glyph, index) => {
    if (glyph.text !== "\u00ad" || index === 0 || index === line.length - 1 || glyph.width < 0.5) return;
    const beside = `${line[index - 1]?.text ?? ""}${line[index + 1]?.text ?? ""}`;
    if (/[\p{N}\p{Lu}]/u.test(beside)) glyph.text = "-";
  });
}

function lastWord(line: readonly Glyph[]): string {
  let from = line.length - 1;
  while (from > 0 && (line[from]?.spaces ?? 0) === 0) from -= 1;
  return word(line.slice(Math.max(0, from)));
}

function firstWord(line: readonly Glyph[]): string {
  let to = 1;
  while (to < line.length && (line[to]?.spaces ?? 0) === 0) to += 1;
  const [match = ""] = /^[\p{L}\p{N}\p{M}]+/u.exec(word(line.slice(0, to))) ?? [];
  return match;
}

function word(glyphs: readonly Glyph[]): string {
  return glyphs.map(({ text }) => text).join("");
}
