/**
 * Latency of a whole retrieval (embedding the question, both searches, fusion) on 10,000 chunks, as a reader process sees
 * it while a writer may add: `node test/bench/run.mjs search-latency [--chunks 10000] [--json FILE]`. The texts are those of
 * FOOTNOTE_SHARED's PDFs, copied under other ids until there are enough; vectors are made from the words, which costs the
 * search the same as the model's would. Questions: test/fixtures/golden.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createChunker } from "../../lib/chunk/index.ts";
import { createHashEmbedder, createTransformersEmbedder } from "../../lib/embed/index.ts";
import { createRetriever } from "../../lib/retrieve/index.ts";
import { createLanceStore } from "../../lib/store/index.ts";
import { embeddingModel } from "../fixtures/models.ts";
import { readPdfFolder, shared } from "./retrieval/sets.ts";

const { values } = parseArgs({ options: { chunks: { type: "string", default: "10000" }, json: { type: "string" } } });
const wanted = Number(values.chunks);

const embedder = await createTransformersEmbedder({
  modelDir: embeddingModel,
  modelId: "all-minilm-l6-v2",
  threads: 1,
});
const { dimensions, fingerprint, tokenizer } = embedder;
const uri = mkdtempSync(join(tmpdir(), "footnote-latency-"));
const writer = await createLanceStore({ uri, dimensions, fingerprint, writer: true });
const hash = createHashEmbedder({ dimensions, maxTokens: 100_000 });

const folders = [join(shared, "samples"), join(shared, "eval", "sec-10-q", "docs")].filter((folder) =>
  existsSync(folder),
);
const documents = (await Promise.all(folders.map(readPdfFolder))).flat();
const chunker = createChunker({ tokenizer });
const cut = await Promise.all(documents.map(async (document) => ({ document, chunks: await chunker.chunk(document) })));
let count = 0;
for (let copy = 0; count < wanted && cut.length > 0; copy++) {
  for (const { document, chunks } of cut) {
    if (count >= wanted) break;
    const documentId = `${document.id.slice(0, 60)}_${copy}`;
    const rows = chunks
      .slice(0, wanted - count)
      .map((chunk) => ({ ...chunk, id: `${documentId}:${chunk.ordinal}`, documentId, collectionId: `c${copy}` }));
    await writer.addEmbedded(
      documentId,
      rows,
      await hash.embed(
        rows.map((row) => row.text),
        "passage",
      ),
    );
    await writer.publish(documentId);
    await writer.maintain();
    count += rows.length;
  }
}

const reader = await createLanceStore({ uri, dimensions, fingerprint, writer: false });
const retriever = createRetriever({ embedder: () => embedder, store: reader, documentsNamed: async () => [] });
const collectionIds = Array.from({ length: 10 }, (_, copy) => `c${copy}`);
const lines = readFileSync(resolve("test/fixtures/golden/questions.jsonl"), "utf8").trim().split("\n");
const questions = lines.map((line) => z.object({ question: z.string() }).parse(JSON.parse(line)).question);

async function measure(): Promise<{ median: number; p95: number; hits: number }> {
  const times: number[] = [];
  let hits = 0;
  for (const query of questions) {
    const began = performance.now();
    hits += (await retriever.retrieve({ query, scope: { collectionIds }, limit: 10 })).hits.length;
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return {
    median: times[Math.floor(times.length / 2)] ?? 0,
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
    hits: hits / questions.length,
  };
}

await measure();
const busy = await measure();
await writer.maintain({ idle: true });
await measure();
const figures = {
  chunks: await reader.count(),
  questions: questions.length,
  whileIngesting: busy,
  idle: await measure(),
};
console.log(JSON.stringify(figures, null, 2));
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures));
await reader.dispose();
await writer.dispose();
rmSync(uri, { recursive: true, force: true });
process.exit(0);
