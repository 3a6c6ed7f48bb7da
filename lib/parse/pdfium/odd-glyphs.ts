import { type Glyph, type PageSize, setPlace } from "../layout/glyph.ts";

/** Stands for a character that the file draws without saying which it is. */
export const UNMAPPED = "\ufffd";
/** A symbol of a list, such as a bullet or a box, takes at most so many characters. */
const LONGEST_SYMBOL = 3;
const RTL = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;

/** The letters of a ligature come with its box each: they share it. */
export function splitLigatures(glyphs: readonly Glyph[], page: PageSize): void {
  for (let from = 0; from < glyphs.length; ) {
    const first = glyphs[from];
    let to = from + 1;
    while (to < glyphs.length && first !== undefined && isSameBox(first, glyphs[to])) to += 1;
    if (first !== undefined && to - from > 1) share(glyphs.slice(from, to), page);
    from = to;
  }
}

function isSameBox(a: Glyph, b: Glyph | undefined): boolean {
  return (
    b !== undefined &&
    a.object === b.object &&
    a.x === b.x &&
    a.y === b.y &&
    a.width === b.width &&
    a.height === b.height
  );
}

function share(parts: readonly Glyph[], page: PageSize): void {
  const count = parts.length;
  parts.forEach((glyph, index) => {
    const { direction, base } = glyph;
    const backwards = RTL.test(glyph.text) !== (direction === 2 || direction === 3);
    const place = backwards ? count - 1 - index : index;
    if (direction % 2 === 0) {
      glyph.width /= count;
      glyph.x += place * glyph.width;
    } else {
      glyph.height /= count;
      glyph.y += place * glyph.height;
    }
    setPlace(glyph, 0, 0, direction, page);
    glyph.base = base;
  });
}

/**
 * Takes out symbols that stand alone and have no letter (a list's bullets), and gives the number of characters that
 * remain unknown: letters of words.
 */
export function leaveOutSymbols(glyphs: Glyph[]): number {
  const symbols = new Set<Glyph>();
  let unknown = 0;
  for (let from = 0; from < glyphs.length; ) {
    let to = from + 1;
    while (to < glyphs.length && isSameWord(glyphs[to - 1], glyphs[to])) to += 1;
    const word = glyphs.slice(from, to);
    const unmapped = word.filter(({ text }) => text === UNMAPPED).length;
    if (unmapped > 0 && unmapped === word.length && word.length <= LONGEST_SYMBOL)
      for (const one of word) symbols.add(one);
    else unknown += unmapped;
    from = to;
  }
  // Where words are unknown as well, the short ones are words too.
  if (unknown > 0 || symbols.size === 0) return unknown > 0 ? unknown + symbols.size : 0;
  let kept = 0;
  for (const glyph of glyphs) if (!symbols.has(glyph)) glyphs[kept++] = glyph;
  glyphs.length = kept;
  return 0;
}

function isSameWord(before: Glyph | undefined, glyph: Glyph | undefined): boolean {
  if (before === undefined || glyph === undefined || glyph.spaces > 0) return false;
  return Math.abs(glyph.base - before.base) < 0.5 * glyph.size && Math.abs(glyph.along - before.end) < glyph.size;
}
