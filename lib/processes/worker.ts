/**
 * The worker process: takes ingest jobs from SQL under a lease, and is the only writer of the index. It runs at the lowest
 * priority, with one thread fewer while an answer is being written: left alone it would slow answers to a tenth (FACTS.md).
 */
import { randomUUID } from "node:crypto";
import { availableParallelism, constants, setPriority } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createCatalog } from "../catalog/index.ts";
import { createChunker } from "../chunk/index.ts";
import { type Config, readConfig } from "../config.ts";
import { createOriginals } from "../documents/index.ts";
import { createTransformersEmbedder, type Embedder } from "../embed/index.ts";
import { asFootnoteError } from "../errors.ts";
import { createPdfParser } from "../parse/index.ts";
import { createLanceStore } from "../store/index.ts";
import { log } from "./worker/log.ts";
import { runWorker } from "./worker/run.ts";

/** Past this, the process asks for a fresh start between two jobs: the runtime's memory only ever grows. */
const RECYCLE_BYTES = 650e6;
/** While the model's files are not there (a download may be under way), it looks again this often, ms. */
const MODEL_RETRY_MS = 3000;
/** More threads than this wait for each other more than they help. */
const MAX_THREADS = 4;

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort(new Error("stopping")));
process.once("disconnect", () => stop.abort(new Error("the supervisor is gone")));

async function main(config: Config): Promise<void> {
  lowerPriority();
  const threads = config.EMBED_THREADS || Math.min(MAX_THREADS, availableParallelism());
  const catalog = await createCatalog({ url: config.DATABASE_URL, authToken: config.DATABASE_AUTH_TOKEN });
  const originals = createOriginals({ dir: config.ORIGINALS_DIR, maxBytes: config.MAX_UPLOAD_MB * 1024 * 1024 });
  const parser = createPdfParser({
    childPath: fileURLToPath(new URL("./parse-child.mjs", import.meta.url)),
    limits: { timeoutMs: config.PARSE_TIMEOUT_S * 1000, memoryBytes: config.PARSE_MEMORY_MB * 1_048_576 },
  });
  const embedder = await loadEmbedder(config, threads);
  if (embedder === null) return;
  process.on("message", (message) => {
    if (isBusy(message)) embedder.setThreads(message.busy ? Math.max(1, threads - 1) : threads);
  });
  const store = await createLanceStore({
    uri: config.LANCEDB_URI,
    dimensions: embedder.dimensions,
    fingerprint: embedder.fingerprint,
    writer: true,
    onDamage: (table) => log("index table put aside", { table, code: "index_damaged" }, "warn"),
  });
  const chunker = createChunker({ tokenizer: embedder.tokenizer });
  log("worker ready", { threads, chunks: await store.count() });
  try {
    const why = await runWorker({
      catalog,
      rooms: { originals, documents: catalog.documents, parser, chunker, embedder, store },
      owner: randomUUID(),
      stopping: stop.signal,
      recycleBytes: RECYCLE_BYTES,
    });
    log(why === "recycle" ? "worker starts afresh" : "worker stopped", {
      rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    });
  } finally {
    await parser.dispose();
    await store.dispose();
    catalog.close();
  }
}

/** Waits for the model's files; null when the process is to end before they are there. */
async function loadEmbedder(config: Config, threads: number): Promise<Embedder | null> {
  for (let told = false; !stop.signal.aborted; told = true) {
    try {
      return await createTransformersEmbedder({
        modelDir: join(config.MODELS_DIR, config.EMBEDDER),
        modelId: config.EMBEDDER,
        threads,
      });
    } catch (error) {
      const { code, message } = asFootnoteError(error);
      if (!told) log("embedding model not there yet", { code, message, embedder: config.EMBEDDER }, "warn");
      await sleep(MODEL_RETRY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  }
  return null;
}

function lowerPriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    log("priority not lowered", {}, "warn");
  }
}

function isBusy(message: unknown): message is { type: "busy"; busy: boolean } {
  return typeof message === "object" && message !== null && "type" in message && message.type === "busy";
}

main(readConfig()).then(
  () => process.exit(0),
  (error: unknown) => {
    const { code, message, cause } = asFootnoteError(error);
    log("worker failed", { code, message, detail: String(cause ?? error) }, "error");
    process.exit(1);
  },
);
