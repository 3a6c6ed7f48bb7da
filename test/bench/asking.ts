/**
 * Asking, measured on the whole running Footnote: evidence time and first token on about 1,000 chunks, search over HTTP,
 * resident memory, and the answer speed while a large file is being ingested against the answer speed alone.
 *
 *   node test/bench/run.mjs asking [--json FILE] [--questions 15]
 *
 * Documents come from FOOTNOTE_SHARED/samples. Leave the machine idle meanwhile.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { DocumentRecord } from "../../lib/catalog/index.ts";
import { answerOf, ask } from "../ask.ts";
import { eventually, hasShared, type RunningFootnote, shared, startFootnote } from "../running.ts";

const { values } = parseArgs({ options: { json: { type: "string" }, questions: { type: "string", default: "15" } } });
if (!hasShared) {
  console.log("skipped: FOOTNOTE_SHARED/samples is not there");
  process.exit(0);
}

/** Chunks wanted before asking, as the target names it. */
const wantedChunks = 1000;
/** The largest sample is kept for the ingest that runs beside an answer. */
const large = "EPA2022.pdf";

const questions = [
  "What is the cold start data used for?",
  "What did the pilot report about the weather?",
  "How does GSA plan to reduce emissions of buildings?",
  "Which risks does climate change pose to transportation?",
  "What score does DeepSeek-R1 reach on AIME 2024?",
  "How are workers protected from extreme heat?",
  "Where are the records of the National Archives stored?",
];

const footnote = await startFootnote({ ANSWER_TOKENS: "96" });
try {
  const figures = await measure(footnote);
  console.table(figures);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures, null, 2));
} finally {
  await footnote.stop();
}

async function measure(running: RunningFootnote) {
  const { collections } = (await (await running.api("/collections")).json()) as { collections: { id: string }[] };
  const collection = collections[0]?.id ?? "";
  const samples = readdirSync(join(shared, "samples")).filter((name) => name !== large);
  for (const name of samples) {
    if ((await documents(running, collection)).reduce((sum, { chunks }) => sum + chunks, 0) >= wantedChunks) break;
    await upload(running, collection, name);
    await eventually(
      async () => (await documents(running, collection)).every(({ status }) => status === "ready"),
      name,
    );
  }
  const chunks = (await documents(running, collection)).reduce((sum, { chunks: one }) => sum + one, 0);
  await eventually(async () => {
    const health = (await (await running.api("/health")).json()) as { status: string };
    return health.status === "ok";
  }, "the model is loaded");

  await time(running, questions[0] ?? "");
  const alone = [];
  for (let n = 0; n < Number(values.questions); n++)
    alone.push(await time(running, questions[n % questions.length] ?? ""));
  const searches: number[] = [];
  for (let n = 0; n < 60; n++) {
    const query = (questions[n % questions.length] ?? "")
      .split(" ")
      .slice(n % 3, (n % 3) + 5)
      .join(" ");
    const began = performance.now();
    await (await running.api(`/search?q=${encodeURIComponent(query)}`)).text();
    searches.push(performance.now() - began);
  }

  await upload(running, collection, large);
  const isEmbedding = async () =>
    (await documents(running, collection)).find(({ name, status }) => name === large && status === "embedding");
  const before = await eventually(isEmbedding, "the large file is being embedded");
  const beside = [];
  let after: DocumentRecord | undefined = before;
  while (after && beside.length < 5) {
    beside.push(await time(running, questions[beside.length % questions.length] ?? ""));
    after = (await documents(running, collection)).find(({ name }) => name === large);
    if (after?.status !== "embedding") break;
  }
  const speed = (runs: Awaited<ReturnType<typeof time>>[]) =>
    median(runs.map(({ tokensPerSecond }) => tokensPerSecond));
  return {
    chunks,
    evidenceMedianMs: median(alone.map(({ evidenceMs }) => evidenceMs)),
    evidenceSeenMedianMs: median(alone.map(({ seenMs }) => seenMs)),
    firstTokenMedianMs: median(alone.map(({ firstTokenMs }) => firstTokenMs)),
    searchMedianMs: median(searches),
    searchP95Ms: searches.toSorted((a, b) => a - b)[Math.floor(searches.length * 0.95)] ?? 0,
    answerTokensPerSecond: speed(alone),
    besideIngestTokensPerSecond: speed(beside),
    besideIngestShare: speed(beside) / speed(alone),
    besideIngestAnswers: beside.length,
    ingestAdvancedChunks: (after?.progress.chunksDone ?? 0) - before.progress.chunksDone,
    webMb: residentMb(running.pid("web")),
    workerMb: residentMb(running.pid("worker")),
    modelMb: residentMb(running.pid("model")),
    supervisorMb: residentMb(running.pid("supervisor")),
  };
}

async function documents(running: RunningFootnote, collection: string): Promise<DocumentRecord[]> {
  return ((await (await running.api(`/collections/${collection}/documents`)).json()) as { documents: DocumentRecord[] })
    .documents;
}

async function upload(running: RunningFootnote, collection: string, name: string): Promise<void> {
  await running.api(`/collections/${collection}/documents`, {
    method: "POST",
    headers: { "x-filename": name },
    body: new Uint8Array(readFileSync(join(shared, "samples", name))),
  });
}

async function time(running: RunningFootnote, question: string) {
  const began = performance.now();
  let seenMs = 0;
  const answer = await answerOf(ask(running, question), ({ type }) => {
    if (type === "data-evidence" && seenMs === 0) seenMs = performance.now() - began;
  });
  const { evidenceMs, firstTokenMs, tokensPerSecond } = answer.timings;
  return {
    seenMs,
    evidenceMs,
    firstTokenMs: firstTokenMs ?? Number.NaN,
    tokensPerSecond: tokensPerSecond ?? Number.NaN,
  };
}

function median(found: number[]): number {
  const sorted = found.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) * 10) / 10;
}

/** Resident memory now, MB (Linux). */
function residentMb(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1000);
  } catch {
    return 0;
  }
}
