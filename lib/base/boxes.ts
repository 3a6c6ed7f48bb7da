import type { Box, Place, PlacedWord } from "./page.ts";

/** Boxes at most that a quote is shown by: some pages of text. */
const MOST = 400;

/**
 * Where the characters from `start` to `end` of a page stand: one place for each line or column of them, in the order of the
 * text. A word of which only a part is meant (a line of Japanese is one) is cut in proportion.
 */
export function placesOf(words: readonly PlacedWord[], start: number, end: number): Place[] {
  const places: Place[] = [];
  for (const word of words) {
    if (word.end <= start || word.start >= end || places.length >= MOST) continue;
    const box = part(word, start, end);
    const range = { start: Math.max(start, word.start), end: Math.min(end, word.end) };
    const last = places.at(-1);
    const joined = last === undefined ? null : join(last.box, box);
    if (last === undefined || joined === null) places.push({ box, ...range });
    else places[places.length - 1] = { box: joined, start: last.start, end: range.end };
  }
  return places.map(({ box: [x, y, width, height], ...range }) => ({
    box: [tenth(x), tenth(y), tenth(width), tenth(height)],
    ...range,
  }));
}

/** The boxes of `placesOf` alone. */
export const boxesOf = (words: readonly PlacedWord[], start: number, end: number): Box[] =>
  placesOf(words, start, end).map(({ box }) => box);

const tenth = (points: number) => Math.round(points * 10) / 10;

/** The part of a word's box that holds the characters meant. */
function part({ start, end, x, y, width, height }: PlacedWord, from: number, to: number): Box {
  const length = end - start;
  const before = Math.max(0, from - start) / length;
  const share = (Math.min(end, to) - Math.max(start, from)) / length;
  if (length > 2 && height > width * 1.5) return [x, y + before * height, width, share * height];
  return [x + before * width, y, share * width, height];
}

/** Two boxes as one where the second goes on in the first one's line, to either side or downwards; null where it doesn't. */
function join(a: Box, b: Box): Box | null {
  const [ax, ay, aw, ah] = a;
  const [bx, by, bw, bh] = b;
  const sameLine = overlap(ay, ah, by, bh) > 0.5 * Math.min(ah, bh) && gap(ax, aw, bx, bw) < 1.5 * Math.max(ah, bh);
  const sameColumn = overlap(ax, aw, bx, bw) > 0.8 * Math.max(aw, bw) && gap(ay, ah, by, bh) < 0.8 * Math.max(aw, bw);
  if (!sameLine && !(sameColumn && isTall(a) && isTall(b))) return null;
  const [x, y] = [Math.min(ax, bx), Math.min(ay, by)];
  return [x, y, Math.max(ax + aw, bx + bw) - x, Math.max(ay + ah, by + bh) - y];
}

const isTall = ([, , width, height]: Box) => height > width;
const overlap = (a: number, aLength: number, b: number, bLength: number) =>
  Math.min(a + aLength, b + bLength) - Math.max(a, b);
const gap = (a: number, aLength: number, b: number, bLength: number) => -overlap(a, aLength, b, bLength);
