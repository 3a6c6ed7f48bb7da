import type { Glyph } from "./glyph.ts";
import type { Line } from "./run.ts";

/** Letters set apart, one after another, that make a letter-spaced word: fewer may be initials or a list. */
const LEAST = 5;
/** A gap wider than the usual one by this factor parts two words. */
const WORD_GAP = 1.5;

/**
 * Joins words that are set with space between their letters ("G U A R A N T E E   P E R I O D"): the gaps between letters
 * are alike, those between words wider.
 */
export function joinSpacedLetters(lines: readonly Line[]): void {
  for (const line of lines) {
    for (const { glyphs } of line.runs) {
      for (let from = 0; from < glyphs.length; ) {
        let to = from + 1;
        while (to < glyphs.length && standsAlone(glyphs, to)) to += 1;
        // Up to here every glyph has a space on either side.
        if (to - from >= LEAST && isApart(glyphs, from)) join(glyphs.slice(from, to));
        from = to;
      }
    }
  }
}

function isApart(glyphs: readonly Glyph[], index: number): boolean {
  return index === 0 || (glyphs[index]?.spaces ?? 0) > 0;
}

function standsAlone(glyphs: readonly Glyph[], index: number): boolean {
  return (glyphs[index]?.spaces ?? 0) > 0;
}

function join(letters: readonly Glyph[]): void {
  const telling = letters.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).length;
  if (telling < LEAST) return;
  const gaps = letters.slice(1).map((glyph, at) => glyph.along - (letters[at]?.end ?? 0));
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length * 0.4)] ?? 0;
  letters.slice(1).forEach((glyph, at) => {
    const size = Math.max(glyph.size, 1);
    // The gap of one word's letters is like the others'; a space of the file between two of them makes it wider.
    if ((gaps[at] ?? 0) <= usual * WORD_GAP + 0.03 * size) glyph.spaces = 0;
  });
}
