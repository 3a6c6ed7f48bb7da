/**
 * Asks some golden questions with the real starter model and shows the answers with their support.
 * `node lib/bootstrap/build.mjs --lib && node test/bench/run.mjs retrieval/answers [every] [--show]`
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AnswerDeps, answer } from "../../../lib/answer/index.ts";
import type { Answer } from "../../../lib/base/types.ts";
import { parseQuestions, renderText, runEval } from "../../../lib/eval/index.ts";
import { createOpenAiGenerator } from "../../../lib/generate/index.ts";
import { createRetriever } from "../../../lib/retrieve/index.ts";
import { createFinder } from "./finder.ts";
import { indexSet, openEmbedder } from "./index-set.ts";
import { readPdfFolder, shared } from "./sets.ts";

const every = Number(process.argv[2] ?? 12);
const questions = parseQuestions(readFileSync("test/fixtures/golden/questions.jsonl", "utf8")).filter(
  (_, index) => index % every === 0,
);
const embedder = await openEmbedder();
const set = await indexSet("samples", await readPdfFolder(join(shared, "samples")), embedder, "about");
const retriever = createRetriever({ embedder: () => embedder, store: set.store, documentsNamed: async () => [] });

const secret = randomUUID();
const server = spawn(process.execPath, ["dist/model-server.mjs"], {
  env: { ...process.env, UV_THREADPOOL_SIZE: "1", MODEL_PORT: "0", MODEL_SECRET: secret },
  stdio: ["ignore", "ignore", "inherit", "ipc"],
});
const [{ port }] = await once(server, "message");
const generator = createOpenAiGenerator({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: secret });
for (let ready = false; !ready; ) {
  const [message] = await once(server, "message");
  ready = message.type === "ready";
}

const deps: AnswerDeps = {
  retriever,
  embedder: () => embedder,
  generator,
  pageText: set.pageText,
  documentNames: async (ids) => new Map(ids.map((id) => [id, set.documentName(id)])),
  pending: async () => 0,
  unreadable: async () => [],
  keep: async () => true,
  newId: randomUUID,
  now: () => performance.now(),
  limits: { answerTokens: 200, thoughtTokens: 400 },
};
const answers: Answer[] = [];

async function ask(question: string): Promise<Answer> {
  const request = {
    question,
    scope: { collectionIds: ["bench"] },
    conversationId: "bench",
    history: [],
    signal: new AbortController().signal,
  };
  for await (const event of answer(deps, request)) {
    if (event.type !== "finish") continue;
    answers.push(event.answer);
    if (process.argv.includes("--show")) show(event.answer);
    return event.answer;
  }
  throw new Error("no answer");
}

function show(made: Answer): void {
  const { status, coverage, usage, timings } = made;
  console.log(
    `\n# ${made.question}\n${status} | read ${coverage.hitsRead} of ${coverage.hitsFound}, prompt ${usage.promptTokens} tokens, first token ${timings.firstTokenMs} ms, total ${timings.totalMs} ms`,
  );
  console.log(`evidence: ${made.evidence[0]?.text.replace(/\s+/g, " ")}`);
  for (const sentence of made.sentences) {
    console.log(
      `  [${sentence.support}${sentence.matched ? ", matched" : ""}] ${sentence.text} ${sentence.citations.map((n) => `[${n}]`).join("")}`,
    );
  }
}

const report = await runEval({ ...createFinder(set, retriever), answer: ask }, questions, { setting: "starter model" });
console.log(`\n${renderText([report])}`);
mkdirSync("bench-results", { recursive: true });
writeFileSync("bench-results/answers.json", JSON.stringify({ report, answers }, null, 1));
server.kill();
await set.dispose();
await embedder.dispose();
