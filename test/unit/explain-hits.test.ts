import { expect, test } from "vitest";
import type { SearchHit } from "../../app/_components/data/records.ts";
import { explainHits, leftOutTitle, scoresOf } from "../../app/_components/search/explain-hits.ts";

const hit = (page: number, cut?: string | null): SearchHit => ({
  documentId: "d",
  documentName: "d.pdf",
  page,
  start: 0,
  end: 1,
  text: "x",
  highlights: [],
  headings: [],
  score: 0.876,
  scores: { vector: null, text: 7.314 },
  ...(cut === undefined ? {} : { cut }),
});

test("candidates that are left out stand apart from the results, each with its reason in words", () => {
  const { kept, leftOut, isExplained } = explainHits([
    hit(1, null),
    hit(2, "holds “draft”"),
    hit(3, "same text as 5f0c:12"),
    hit(4, null),
  ]);
  expect(isExplained).toBe(true);
  expect(kept.map(({ page }) => page)).toEqual([1, 4]);
  expect(leftOut.map(({ hit: { page }, reason }) => [page, reason])).toEqual([
    [2, "holds “draft”"],
    [3, "same text as a passage above"],
  ]);
  expect(leftOutTitle(1)).toBe("1 candidate left out");
});

test("a search that was not asked to explain itself has results only", () => {
  expect(explainHits([hit(1), hit(2)])).toMatchObject({
    kept: [{ page: 1 }, { page: 2 }],
    leftOut: [],
    isExplained: false,
  });
});

test("each score is named, and a search that did not find the passage says so", () => {
  expect(scoresOf(hit(1)).map(({ name, value }) => `${name} ${value}`)).toEqual([
    "text score 7.31",
    "vector score none",
    "fused score 0.88",
  ]);
  expect(scoresOf({ ...hit(1), scores: { vector: -0.001, text: null } })[1]?.value).toBe("0.00");
});

test("where a reranker has read a passage, its score stands with the others", () => {
  const read = scoresOf({ ...hit(1), scores: { vector: 0.5, text: 2, rerank: 0.934 } });
  expect(read.map(({ name, value }) => `${name} ${value}`)).toEqual([
    "text score 2.00",
    "vector score 0.50",
    "reranker 0.93",
    "fused score 0.88",
  ]);
});
