import { type Glyph, type PageSize, setPlace } from "./glyph.ts";

/** A character of Chinese, Japanese or Korean text, its punctuation and wide forms included. */
export const CJK =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef\ufe10-\ufe4f]/u;
/** Characters one below the other that make a vertical line; fewer may be a column of a table. */
const LEAST = 3;

/**
 * Finds East Asian text that runs down the page (upright characters, one below the other, lines from right to left) and
 * gives its glyphs that direction.
 */
export function markVertical(marked: readonly Glyph[], page: PageSize): void {
  for (let from = 0; from < marked.length; ) {
    let to = from + 1;
    while (to < marked.length && isBelow(marked[to - 1], marked[to])) to += 1;
    if (to - from >= LEAST)
      marked.slice(from, to).forEach((glyph, index) => {
        if (index > 0) glyph.spaces = 0;
        setPlace(glyph, glyph.x + glyph.width / 2, glyph.y, 1, page);
      });
    from = to;
  }
}

function isBelow(above: Glyph | undefined, below: Glyph | undefined): boolean {
  if (above === undefined || below === undefined || above.direction !== 0 || below.direction !== 0) return false;
  if (!CJK.test(above.text) || !CJK.test(below.text)) return false;
  const step = below.base - above.base;
  const aside = Math.abs(below.x + below.width / 2 - above.x - above.width / 2);
  return step > 0.6 * above.size && step < 1.35 * above.size && aside < 0.35 * above.size;
}
