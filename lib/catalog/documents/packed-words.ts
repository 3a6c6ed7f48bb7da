import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { PlacedWord } from "../../base/types.ts";

/** Words kept of one page at most; a page of print has some 500. What follows is found all the same, and not highlighted. */
const MOST = 100_000;
/** Numbers a word. */
const WIDTH = 8;
const VERSION = 1;
const BOLD = 1;
const ITALIC = 2;
/** Places are kept to a tenth of a point. */
const PRECISION = 10;

/**
 * A page's words in some 8 bytes each: offsets and places as differences from the word before, in tenths of a point, compressed.
 * Null when there are none.
 */
export function packWords(words: readonly PlacedWord[] | undefined): Buffer | null {
  if (words === undefined || words.length === 0) return null;
  const kept = words.slice(0, MOST);
  const numbers = new Int32Array(kept.length * WIDTH);
  let [start, x, y] = [0, 0, 0];
  kept.forEach((word, at) => {
    const [wordX, wordY] = [scaled(word.x), scaled(word.y)];
    const style = (word.bold === true ? BOLD : 0) | (word.italic === true ? ITALIC : 0);
    const row = [
      word.start - start,
      word.end - word.start,
      wordX - x,
      wordY - y,
      scaled(word.width),
      scaled(word.height),
      scaled(word.fontSize ?? 0),
      style,
    ];
    // Column by column: like numbers side by side compress to a third.
    row.forEach((number, column) => {
      numbers[column * kept.length + at] = number;
    });
    [start, x, y] = [word.start, wordX, wordY];
  });
  return Buffer.concat([Buffer.of(VERSION), deflateRawSync(new Uint8Array(numbers.buffer))]);
}

/** The words again; empty where nothing, or something newer, was kept. */
export function unpackWords(packed: Uint8Array | null): PlacedWord[] {
  if (packed === null || packed[0] !== VERSION) return [];
  const bytes = inflateRawSync(packed.subarray(1), { maxOutputLength: MOST * WIDTH * 4 });
  const numbers = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const count = numbers.length / WIDTH;
  const of = (column: number, at: number) => numbers[column * count + at] ?? 0;
  let [start, x, y] = [0, 0, 0];
  return Array.from({ length: count }, (_, at): PlacedWord => {
    start += of(0, at);
    x += of(2, at);
    y += of(3, at);
    const [fontSize, style] = [of(6, at), of(7, at)];
    return {
      start,
      end: start + of(1, at),
      x: x / PRECISION,
      y: y / PRECISION,
      width: of(4, at) / PRECISION,
      height: of(5, at) / PRECISION,
      ...(fontSize === 0 ? {} : { fontSize: fontSize / PRECISION }),
      ...((style & BOLD) === 0 ? {} : { bold: true }),
      ...((style & ITALIC) === 0 ? {} : { italic: true }),
    };
  });
}

const scaled = (points: number) => Math.max(-2e8, Math.min(2e8, Math.round(points * PRECISION))) || 0;
