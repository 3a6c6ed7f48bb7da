/** Issue 4, line 1: the golden set against plain vector search in the same run. `node test/bench/run.mjs retrieval/golden` */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseQuestions, renderHtml, renderText, runEval } from "../../../lib/eval/index.ts";
import { createRetriever } from "../../../lib/retrieve/index.ts";
import { createFinder } from "./finder.ts";
import { type Context, indexSet, openEmbedder } from "./index-set.ts";
import { readPdfFolder, shared } from "./sets.ts";

const context = (process.argv.slice(2).find((word) => !word.startsWith("--")) ?? "about") as Context;
/** Without the two settings that it is compared with. */
const quick = process.argv.includes("--quick");
const questions = parseQuestions(readFileSync("test/fixtures/golden/questions.jsonl", "utf8"));
const embedder = await openEmbedder();
const set = await indexSet("samples", await readPdfFolder(join(shared, "samples")), embedder, context);
const options = { embedder: () => embedder, store: set.store, documentsNamed: async () => [] };

const hybrid = await runEval(createFinder(set, createRetriever(options)), questions, { setting: `hybrid, ${context}` });
const vectorOnly = createRetriever({ ...options, store: { ...set.store, searchWords: async () => [] } });
const plain = await runEval(createFinder(set, vectorOnly), quick ? [] : questions, { setting: "vectors alone" });
const textOnly = createRetriever({ ...options, embedder: () => null });
const wordsAlone = await runEval(createFinder(set, textOnly), quick ? [] : questions, { setting: "words alone" });
console.log(renderText(quick ? [hybrid] : [hybrid, plain, wordsAlone]));
if (process.argv.includes("--misses")) {
  for (const score of hybrid.scores) {
    if (score.placed && ((score.pageRank ?? 99) > 5 || score.evidencePage === false)) {
      console.log(
        score.id,
        score.kinds.join(),
        "page at",
        score.pageRank,
        "evidence",
        score.evidencePage,
        "|",
        score.question,
      );
    }
  }
}
mkdirSync("bench-results", { recursive: true });
writeFileSync("bench-results/golden.json", JSON.stringify({ hybrid, plain, wordsAlone }, null, 1));
writeFileSync("bench-results/golden.html", renderHtml([plain, hybrid]));
await set.dispose();
await embedder.dispose();
