/**
 * Issue 4, line 2: 195 questions over 20 filings, every needed file among the first 10 hits' files, against plain vector
 * search in the same run. `node test/bench/run.mjs retrieval/sec-10-q`
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRetriever, type Retriever } from "../../../lib/retrieve/index.ts";
import { indexSet, openEmbedder } from "./index-set.ts";
import { readCsv, readPdfFolder, shared } from "./sets.ts";

const folder = join(shared, "eval/sec-10-q");
const documents = await readPdfFolder(join(folder, "docs"));
const embedder = await openEmbedder();
const set = await indexSet("sec", documents, embedder, "about");
const options = { embedder: () => embedder, store: set.store, documentsNamed: async () => [] };
const rows = readCsv(readFileSync(join(folder, "qna_data.csv"), "utf8"));

/** "*2023 Q3 AAPL*" names the files that are needed. */
const questions = rows.map((row) => {
  const pattern = (row["Source Docs"] ?? "").replaceAll("*", "").trim();
  return {
    question: row.Question ?? "",
    type: row["Question Type"] ?? "",
    needed: documents.map((one) => one.name).filter((name) => name.includes(pattern)),
  };
});

const settings: [string, Retriever][] = [
  ["hybrid", createRetriever(options)],
  [
    "vectors alone",
    createRetriever({ ...options, store: { ...set.store, searchWords: async () => [] }, diversify: false }),
  ],
  ["words alone", createRetriever({ ...options, embedder: () => null, diversify: false })],
];
const misses = new Map<string, number>();
for (const [name, retriever] of settings) {
  const missed = new Map<string, number>();
  let perFile = 0;
  let needed = 0;
  const times: number[] = [];
  for (const { question, type, needed: files } of questions) {
    const began = performance.now();
    const { hits } = await retriever.retrieve({ query: question, scope: { collectionIds: ["bench"] }, limit: 10 });
    times.push(performance.now() - began);
    const found = new Set(hits.map((hit) => set.documentName(hit.documentId)));
    const lacking = files.filter((file) => !found.has(file));
    needed += files.length;
    perFile += lacking.length;
    if (lacking.length > 0) missed.set(type, (missed.get(type) ?? 0) + 1);
    if (lacking.length > 0 && name === "hybrid" && process.argv.includes("--misses"))
      console.log(type, "|", question, "| lacking", lacking.join());
  }
  const total = [...missed.values()].reduce((sum, count) => sum + count, 0);
  misses.set(name, total);
  times.sort((a, b) => a - b);
  console.log(
    `${name.padEnd(14)} all needed files: ${questions.length - total} of ${questions.length}, missed ${total} (${[...missed].map(([type, count]) => `${type}: ${count}`).join(", ")}); single files missed ${perFile} of ${needed}; median ${times[Math.floor(times.length / 2)]?.toFixed(0)} ms, p95 ${times[Math.floor(times.length * 0.95)]?.toFixed(0)} ms`,
  );
}
const [hybrid = 0, plain = 0] = [misses.get("hybrid"), misses.get("vectors alone")];
console.log(`misses gone against plain vector search: ${(1 - hybrid / plain).toFixed(3)}`);
await set.dispose();
await embedder.dispose();
