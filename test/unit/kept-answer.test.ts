import { expect, it } from "vitest";
import { readKeptAnswer, type StoredAnswer } from "../../lib/catalog/kept-answer.ts";

it("an answer that was kept before marks had today's names is read in today's shape", () => {
  const place = { documentId: "d", documentName: "d.pdf", page: 3, start: 0, end: 4 };
  const sentence = { text: "It is.", start: 0, end: 6, citations: [1], matched: false };
  const older = {
    id: "a",
    status: "answered",
    text: "It is. It was.",
    evidence: [{ ...place, text: "Four", score: 1, highlights: [] }],
    sentences: [
      { ...sentence, support: "unsupported" },
      { ...sentence, support: "partial", missing: ["92%"] },
    ],
    citations: [{ ...place, n: 1, quote: "Four" }],
    disagreements: [{ subject: "it", quotes: [{ ...place, n: 1, quote: "Four", value: "4", date: null }] }],
  } as unknown as StoredAnswer; // a row of that time
  const read = readKeptAnswer(older);
  const added = { version: 1, pageLabel: "3", boxes: [] };
  expect(read.sentences.map(({ support, missing }) => [support, missing])).toEqual([
    ["unverified", []],
    ["partial", ["92%"]],
  ]);
  expect(read.evidence[0]).toMatchObject({ text: "Four", pageLabel: "3" });
  expect(read.citations).toEqual([{ ...place, n: 1, quote: "Four", ...added }]);
  expect(read.disagreements[0]?.quotes[0]).toMatchObject({ ...added, value: "4" });
  expect(readKeptAnswer(read)).toEqual(read);
});
