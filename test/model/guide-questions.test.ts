import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChunker, embeddedText } from "../../lib/chunk/index.ts";
import { createTransformersEmbedder, type Embedder } from "../../lib/embed/index.ts";
import { openPdf } from "../../lib/parse/read-pdf.ts";
import { assessRelevance, createRetriever, rankEvidence } from "../../lib/retrieve/index.ts";
import { createLanceStore } from "../../lib/store/index.ts";
import type { ChunkStore } from "../../lib/store/types.ts";
import { embeddingModel, hasEmbeddingModel } from "../fixtures/models.ts";

/** Short questions in everyday words, as a newcomer asks the guide: the hardest to tell from those that it cannot answer. */
const questions = readFileSync("test/fixtures/guide-questions.txt", "utf8").trim().split("\n");
const elsewhere = [
  "Which team won the world cup in 1998?",
  "What is the boiling point of mercury?",
  "Who wrote the Magic Flute?",
  "How many moons does Jupiter have?",
  "What did the Supreme Court decide about abortion?",
  "When was the Eiffel Tower built?",
  "How do I bake sourdough bread?",
  "What is the capital of Australia?",
  "What medicine helps against malaria?",
  "How did the Norman conquest change England?",
];

describe.skipIf(!hasEmbeddingModel)("asking the guide (skipped where the embedding model is absent)", () => {
  const folder = mkdtempSync(join(tmpdir(), "footnote-guide-"));
  let embedder: Embedder;
  let store: ChunkStore;
  let pages: { number: number; text: string }[];

  beforeAll(async () => {
    embedder = await createTransformersEmbedder({ modelDir: embeddingModel, modelId: "all-minilm-l6-v2", threads: 2 });
    const { dimensions, fingerprint, tokenizer } = embedder;
    store = await createLanceStore({ uri: folder, dimensions, fingerprint, writer: true });
    const pdf = await openPdf(new Uint8Array(readFileSync("dist/guide.pdf")));
    pages = [];
    for (let number = 1; number <= pdf.pagesTotal; number++) pages.push({ number, text: await pdf.pageText(number) });
    await pdf.close();
    const parsed = await createChunker({ tokenizer }).chunk({ pages, outline: pdf.outline });
    const chunks = parsed.map((chunk) => ({
      ...chunk,
      id: `guide:${chunk.ordinal}`,
      documentId: "guide",
      collectionId: "first",
      about: "Footnote guide",
    }));
    const texts = chunks.map((chunk) => embeddedText(chunk, tokenizer));
    await store.addEmbedded("guide", chunks, await embedder.embed(texts, "passage"));
    await store.publish("guide");
    await store.maintain();
  });
  afterAll(async () => {
    await store?.dispose();
    await embedder?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function isRefused(question: string): Promise<boolean> {
    const retriever = createRetriever({ embedder: () => embedder, store, documentsNamed: async () => [] });
    const scope = { collectionIds: ["first"] };
    const { hits, vector } = await retriever.retrieve({ query: question, scope, limit: 24 });
    const pageText = async (_id: string, page: number) => pages[page - 1]?.text ?? "";
    const options = { embedder: () => embedder, pageText, documentName: () => "Footnote guide.pdf" };
    const ranked = await rankEvidence({ question, hits, vector }, options);
    return !assessRelevance({ question, hits, ranked, fingerprint: embedder.fingerprint }).relevant;
  }

  async function refusedOf(list: string[]): Promise<string[]> {
    const refused: string[] = [];
    for (const question of list) if (await isRefused(question)) refused.push(question);
    return refused;
  }

  it("is refused at most twice in thirty questions that the guide answers", async () => {
    expect((await refusedOf(questions)).length).toBeLessThanOrEqual(2);
  });

  it("is refused when the question is about something else", async () => {
    expect(await refusedOf(elsewhere)).toEqual(elsewhere);
  });
});
