import { describe, expect, it } from "vitest";
import type { PlacedWord } from "../../../lib/base/types.ts";
import { packWords, unpackWords } from "../../../lib/catalog/documents/packed-words.ts";

/** A page of print: 500 words in lines. */
const page: PlacedWord[] = Array.from({ length: 500 }, (_, at) => ({
  start: at * 6,
  end: at * 6 + 5,
  x: 56.7 + (at % 11) * 43.3,
  y: 70.9 + Math.floor(at / 11) * 13.8,
  width: 38.4,
  height: 10.9,
  fontSize: 10.5,
  ...(at % 50 === 0 ? { bold: true } : {}),
}));

describe("a page's words", () => {
  it("come back as they were kept, to a tenth of a point", () => {
    const back = unpackWords(packWords(page));
    expect(back).toHaveLength(500);
    back.forEach((word, at) => {
      const kept = page[at];
      expect(word).toMatchObject({ start: kept?.start, end: kept?.end, fontSize: 10.5 });
      expect(word.x).toBeCloseTo(kept?.x ?? 0, 1);
      expect(word.y).toBeCloseTo(kept?.y ?? 0, 1);
      expect(word.bold).toBe(kept?.bold);
    });
  });

  it("take less than 16 bytes each", () => {
    expect(packWords(page)?.length).toBeLessThan(16 * 500);
  });

  it("are none where nothing was kept, or by a version to come", () => {
    expect(packWords([])).toBeNull();
    expect(packWords(undefined)).toBeNull();
    expect(unpackWords(null)).toEqual([]);
    expect(unpackWords(Buffer.of(99, 1, 2, 3))).toEqual([]);
  });

  it("are bounded, and survive places that no page has", () => {
    const wild = { start: 0, end: 1, x: Number.NaN, y: Number.POSITIVE_INFINITY, width: -5, height: 1e12 };
    expect(unpackWords(packWords([wild]))).toHaveLength(1);
    const many = Array.from({ length: 100_010 }, (_, at) => ({
      start: at,
      end: at + 1,
      x: 1,
      y: 1,
      width: 1,
      height: 1,
    }));
    expect(unpackWords(packWords(many))).toHaveLength(100_000);
  });
});
