import { describe, expect, it } from "vitest";
import type { SearchHit } from "../../app/_components/data/records.ts";
import { excerpt, groupHits } from "../../app/_components/search/group-hits.ts";

const hit = (documentId: string, page: number): SearchHit => ({
  documentId,
  documentName: `${documentId}.pdf`,
  page,
  start: 0,
  end: 1,
  text: "x",
  highlights: [],
  headings: [],
  score: 1,
  scores: { vector: null, text: 1 },
});

describe("search results", () => {
  it("come under their documents, in the order of each document's best passage", () => {
    const groups = groupHits([hit("b", 2), hit("a", 1), hit("b", 9)]);
    expect(groups.map(({ documentId, hits }) => [documentId, hits.map(({ page }) => page)])).toEqual([
      ["b", [2, 9]],
      ["a", [1]],
    ]);
  });

  it("show a short passage whole", () => {
    expect(excerpt("two words", [[4, 9]])).toEqual({
      text: "two words",
      highlights: [[4, 9]],
      cutBefore: false,
      cutAfter: false,
    });
  });

  it("show the part of a long passage that holds the matched words, cut between words", () => {
    const text = `${"filler words ".repeat(60)}the budget grew ${"more filler ".repeat(60)}`;
    const at = text.indexOf("budget");
    const shown = excerpt(text, [[at, at + 6]]);
    expect(shown.highlights.map(([start, end]) => shown.text.slice(start, end))).toEqual(["budget"]);
    expect(shown).toMatchObject({ cutBefore: true, cutAfter: true });
    expect(text).toContain(` ${shown.text} `);
  });
});
