import { describe, expect, it } from "vitest";
import { countBefore, matchQuote } from "../../app/_components/viewer/pdf/match-quote.ts";

/** The words that would be marked, item by item. */
const marked = (items: string[], quote: string, near = 0) =>
  matchQuote(items, quote, near).map(({ item, start, end }) => items[item]?.slice(start, end));

describe("matching a quote to a page's text items", () => {
  it("marks a quote inside one item", () => {
    expect(marked(["The cat sat on the mat."], "sat on")).toEqual(["sat on"]);
  });

  it("goes across items and lines, whatever white space the page's text has between them", () => {
    const items = ["We introduce", " ", "Deep", "Seek-R1-Zero and", "", "DeepSeek-R1."];
    expect(marked(items, "introduce\nDeepSeek-R1-Zero\tand DeepSeek-R1")).toEqual([
      "introduce",
      "Deep",
      "Seek-R1-Zero and",
      "DeepSeek-R1",
    ]);
  });

  it("takes the repeat nearest to where the quote stood", () => {
    const items = ["alpha beta", "gamma alpha", "delta alpha"];
    const text = items.join("\n");
    const ranges = matchQuote(items, "alpha", countBefore(text, text.lastIndexOf("alpha")));
    expect(ranges).toEqual([{ item: 2, start: 6, end: 11 }]);
    expect(matchQuote(items, "alpha", countBefore(text, text.indexOf("alpha", 3)))).toEqual([
      { item: 1, start: 6, end: 11 },
    ]);
  });

  it("finds a word parted by a hyphen at the line's end", () => {
    expect(marked(["a strong reason-", "ing model"], "strong reasoning model")).toEqual([
      "strong reason-",
      "ing model",
    ]);
  });

  it("finds ligatures by their letters and letters by their ligatures", () => {
    expect(marked(["an e\ufb03cient \ufb02ow"], "efficient flow")).toEqual(["e\ufb03cient \ufb02ow"]);
    expect(marked(["an efficient flow"], "e\ufb03cient")).toEqual(["efficient"]);
  });

  it("reads accents the same whether composed or not, and keeps whole astral characters", () => {
    expect(marked(["un caf\u00e9 noir"], "cafe\u0301 noir")).toEqual(["caf\u00e9 noir"]);
    expect(marked(["x 𝐀𝐁 y"], "AB")).toEqual(["𝐀𝐁"]);
  });

  it("marks nothing when the words are not there", () => {
    expect(marked(["The cat sat."], "The dog sat.")).toEqual([]);
    expect(marked(["The cat sat."], "  ")).toEqual([]);
  });
});
