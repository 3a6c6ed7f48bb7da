import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { hasSamples, readSamplePages, SAMPLE_FILES, type SamplePages } from "../fixtures/sample-pages.ts";

const quote = z.string().min(30).max(250);
const page = z.number().int().positive();
const base = { id: z.string().min(1), question: z.string().min(20), kind: z.array(z.string().min(1)).min(1) };

const goldenQuestion = z.discriminatedUnion("unanswerable", [
  z.strictObject({ ...base, unanswerable: z.literal(true), answer: z.null() }),
  z.strictObject({
    ...base,
    unanswerable: z.literal(false),
    answer: z.string().min(1),
    document: z.union([z.enum(SAMPLE_FILES), z.array(z.enum(SAMPLE_FILES)).min(2)]),
    page: z.union([page, z.array(page).min(2)]),
    quote: z.union([quote, z.array(quote).min(2)]),
  }),
]);
type GoldenQuestion = z.infer<typeof goldenQuestion>;

const file = new URL("../fixtures/golden/questions.jsonl", import.meta.url);
const questions: GoldenQuestion[] = readFileSync(file, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => goldenQuestion.parse(JSON.parse(line)));

/** Each place that answers a question, whether it names one document or several. */
function places(question: GoldenQuestion): { document: string; page: number; quote: string }[] {
  if (question.unanswerable) return [];
  const documents = [question.document].flat();
  const pages = [question.page].flat();
  const quotes = [question.quote].flat();
  if (documents.length !== pages.length || documents.length !== quotes.length)
    throw new Error(`${question.id}: document, page and quote are not of one length`);
  return documents.map((document, i) => ({ document, page: pages[i] ?? 0, quote: quotes[i] ?? "" }));
}

const ofKind = (kind: string) => questions.filter((question) => question.kind.includes(kind)).length;

describe("the golden set", () => {
  it("has ids and questions that occur once", () => {
    expect(new Set(questions.map((question) => question.id)).size).toBe(questions.length);
    expect(new Set(questions.map((question) => question.question.toLowerCase())).size).toBe(questions.length);
  });

  it("asks enough of every kind", () => {
    expect(questions.length).toBeGreaterThanOrEqual(80);
    expect(questions.filter((question) => question.unanswerable).length).toBeGreaterThanOrEqual(20);
    expect(ofKind("table")).toBeGreaterThanOrEqual(10);
    expect(ofKind("two-documents")).toBeGreaterThanOrEqual(5);
    expect(ofKind("number")).toBeGreaterThanOrEqual(15);
    expect(ofKind("negation")).toBeGreaterThanOrEqual(6);
    expect(ofKind("paraphrase")).toBeGreaterThanOrEqual(20);
  });

  it("needs two documents exactly where it says so", () => {
    for (const question of questions)
      expect(places(question).length > 1, question.id).toBe(question.kind.includes("two-documents"));
  });

  it("asks about every sample, early and late pages alike", () => {
    const asked = questions.flatMap(places);
    expect(new Set(asked.map((place) => place.document))).toEqual(new Set(SAMPLE_FILES));
    expect(asked.filter((place) => place.page > 20).length).toBeGreaterThanOrEqual(25);
    expect(asked.filter((place) => place.page > 60).length).toBeGreaterThanOrEqual(10);
  });

  describe.skipIf(!hasSamples)("beside the samples (skipped where ../shared is absent)", () => {
    let pages: SamplePages;
    beforeAll(async () => {
      pages = await readSamplePages();
    });

    it("quotes each page word for word", () => {
      for (const question of questions)
        for (const place of places(question))
          expect(pages.get(place.document)?.[place.page - 1]?.includes(place.quote), question.id).toBe(true);
    });

    it("quotes words that stand on one page only", () => {
      for (const question of questions)
        for (const place of places(question)) {
          const holders = [...pages.values()].flat().filter((text) => text.includes(place.quote));
          expect(holders.length, question.id).toBe(1);
        }
    });
  });
});
