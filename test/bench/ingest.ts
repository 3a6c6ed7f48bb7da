/**
 * Upload to ready, measured on the real worker process, beside the bare embedding runtime on the same chunks in the same
 * run, and beside a peer where its folder is given.
 *
 *   node test/bench/run.mjs ingest [FILE…] [--json FILE] [--peer DIR] [--runs 3]
 *
 * Without files: DeepSeek_R1.pdf of FOOTNOTE_SHARED (default ../shared). `--peer`: the folder that
 * shared/bench/anythingllm/setup.sh made. Leave the machine idle meanwhile.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { embeddedText } from "../../lib/chunk/index.ts";
import { aboutOf } from "../../lib/ingest/index.ts";
import { embeddingModel } from "../fixtures/models.ts";
import { openWorkplace } from "../fixtures/workplace.ts";
import { openBareRuntime } from "./bare-embedding.ts";

export interface IngestFigures {
  file: string;
  pages: number;
  chunks: number;
  /** Tokens embedded: the chunks with their context. */
  tokens: number;
  readySeconds: number;
  /** From the start of the upload until a search for words of the first page finds it. */
  firstPageSeconds: number;
  pagesPerSecond: number;
  tokensPerSecond: number;
  /** Of the embedding stage alone. */
  embedTokensPerSecond: number;
  bareTokensPerSecond: number;
  bareBatch: number;
  embedShareOfBare: number;
  stagesMs: Record<string, number>;
  workerPeakMb: number;
  peerSeconds?: number;
  shareOfPeer?: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, peer: { type: "string" }, runs: { type: "string", default: "3" } },
});

const shared = resolve(process.env.FOOTNOTE_SHARED ?? "../shared");
const files = positionals.length > 0 ? positionals : [join(shared, "samples", "DeepSeek_R1.pdf")];
const threads = Math.min(4, availableParallelism());

/** Takes one file in with a fresh data folder and a worker that is up and idle. */
async function measureFile(file: string): Promise<IngestFigures> {
  const place = await openWorkplace();
  try {
    const worker = place.startWorker();
    await worker.line((line) => line.event === "worker ready");
    await sleep(1500);
    const { store, embedder } = await place.openStore();
    const scope = { collectionIds: [place.collectionId] };

    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    const id = await place.add(file);
    let firstPageSeconds: number | null = null;
    let probe: string | null = null;
    for (;;) {
      const record = await place.catalog.documents.get(id);
      if (record?.status === "failed") throw new Error(`${basename(file)} failed: ${record.error?.message}`);
      probe ??= record?.textReady === true ? firstWords((await place.catalog.documents.page(id, 1))?.text ?? "") : null;
      if (probe !== null && firstPageSeconds === null) {
        const hits = await store.searchWords(probe, scope, 10);
        if (hits.some((hit) => hit.spans.some((span) => span.page === 1))) firstPageSeconds = seconds();
      }
      if (record?.status === "ready") break;
      await sleep(20);
    }
    const readySeconds = seconds();
    const done = await worker.line((line) => line.event === "document ready");
    const workerPeakMb = peakMb(worker.child.pid ?? 0);
    worker.child.kill("SIGTERM");
    await worker.ended;

    const record = await place.catalog.documents.get(id);
    const about = aboutOf(record?.name ?? "", record?.title ?? null);
    const texts = (await store.chunks(id, 0, 1_000_000)).map((chunk) =>
      embeddedText({ ...chunk, about }, embedder.tokenizer),
    );
    const bare = await openBareRuntime(embeddingModel, threads);
    await bare.run(texts.slice(0, 16), 4);
    let best = { size: 0, rate: 0 };
    let tokens = 0;
    for (const size of [1, 2, 4, 8]) {
      const run = await bare.run(texts, size);
      tokens = run.tokens;
      if (tokens / run.seconds > best.rate) best = { size, rate: tokens / run.seconds };
    }
    await bare.dispose();
    await store.dispose();
    await embedder.dispose();
    const stagesMs = Object.fromEntries(
      Object.entries(done)
        .filter(([name]) => name.endsWith("Ms"))
        .map(([name, ms]) => [name, Number(ms)]),
    );
    const embedTokensPerSecond = tokens / ((stagesMs.embedMs ?? 0) / 1000);
    const pages = record?.progress.pagesTotal ?? 0;
    return {
      file: basename(file),
      pages,
      chunks: texts.length,
      tokens,
      readySeconds,
      firstPageSeconds: firstPageSeconds ?? readySeconds,
      pagesPerSecond: pages / readySeconds,
      tokensPerSecond: tokens / readySeconds,
      embedTokensPerSecond,
      bareTokensPerSecond: best.rate,
      bareBatch: best.size,
      embedShareOfBare: embedTokensPerSecond / best.rate,
      stagesMs,
      workerPeakMb,
    };
  } finally {
    await place.close();
  }
}

/** A few words of the page's first lines, to search for. */
function firstWords(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => /^\p{L}{4,}$/u.test(word))
    .slice(0, 6)
    .join(" ");
}

/** Highest resident memory of a process so far, MB (Linux). */
function peakMb(pid: number): number {
  if (!existsSync(`/proc/${pid}/status`)) return 0;
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1000);
}

/** The peer's own ingest of the same file, in this run. */
function measurePeer(folder: string, file: string): number {
  const output = execFileSync(process.execPath, ["run.js", file], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, STORAGE_DIR: "storage" },
  });
  return Number(JSON.parse(output.trim().split("\n").at(-1) ?? "{}").seconds);
}

function median(runs: IngestFigures[]): IngestFigures {
  const sorted = [...runs].sort((a, b) => a.readySeconds - b.readySeconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("no run");
  return middle;
}

const all: IngestFigures[] = [];
for (const file of files) {
  const runs: IngestFigures[] = [];
  const peers: number[] = [];
  for (let run = 0; run < Number(values.runs); run++) {
    runs.push(await measureFile(resolve(file)));
    if (values.peer !== undefined) peers.push(measurePeer(resolve(values.peer), resolve(file)));
  }
  const figures = median(runs);
  const peerSeconds = peers.sort((a, b) => a - b)[Math.floor(peers.length / 2)];
  if (peerSeconds !== undefined)
    Object.assign(figures, { peerSeconds, shareOfPeer: figures.readySeconds / peerSeconds });
  all.push(figures);
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(([name, value]) => [
        name,
        typeof value === "number" ? Number(value.toFixed(2)) : JSON.stringify(value),
      ]),
    ),
  );
}
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(all, null, 2));
