import { describe, expect, it } from "vitest";
import { placeQuotes } from "../../../lib/answer/place-quotes.ts";
import type { Page } from "../../../lib/base/types.ts";

const page: Page = {
  number: 3,
  text: "The fee is 90 euros.",
  label: "iv",
  words: [
    { start: 0, end: 3, x: 50, y: 100, width: 20, height: 12 },
    { start: 4, end: 7, x: 75, y: 100, width: 20, height: 12 },
    { start: 11, end: 13, x: 110, y: 100, width: 14, height: 12 },
  ],
  warnings: [{ text: "Two readers differ on “90”.", start: 11, end: 13 }],
};
const quote = (start: number, end: number) => ({
  documentId: "d",
  page: 3,
  start,
  end,
  pageLabel: "3",
  boxes: [] as [number, number, number, number][],
});

describe("a quote", () => {
  it("has its page's printed label and its words' boxes", async () => {
    const quoted = quote(0, 7);
    await placeQuotes(async () => page, [quoted]);
    expect(quoted).toMatchObject({ pageLabel: "iv", boxes: [[50, 100, 45, 12]] });
    expect(quoted).not.toHaveProperty("doubt");
  });

  it("says what is doubtful of its own words, and of no others", async () => {
    const [sure, unsure] = [quote(0, 7), quote(8, 20)];
    await placeQuotes(async () => page, [sure, unsure]);
    expect(unsure).toMatchObject({ doubt: "Two readers differ on “90”." });
    expect(sure).not.toHaveProperty("doubt");
  });

  it("from a page read by recognition says so", async () => {
    const quoted = quote(0, 7);
    await placeQuotes(async () => ({ ...page, how: "ocr" }), [quoted]);
    expect(quoted).toMatchObject({ doubt: expect.stringMatching(/recognition/) });
  });

  it("of a page that is gone, or was read without places, stays as it was", async () => {
    const [gone, plain] = [quote(0, 7), quote(0, 7)];
    await placeQuotes(async () => null, [gone]);
    await placeQuotes(async () => ({ number: 3, text: page.text }), [plain]);
    expect([gone, plain]).toEqual([quote(0, 7), quote(0, 7)]);
  });

  it("reads each page once", async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      return page;
    };
    await placeQuotes(read, [quote(0, 3), quote(4, 7), quote(8, 20)]);
    expect(reads).toBe(1);
  });
});
