import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../base/config.ts";
import { asFootnoteError } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { createCatalog } from "../catalog/index.ts";
import { createChunker } from "../chunk/index.ts";
import { createOriginals } from "../documents/index.ts";
import { createTransformersEmbedder, type Embedder } from "../embed/index.ts";
import { runWorker } from "../ingest/worker/run-worker.ts";
import { createPdfParser } from "../parse/index.ts";
import { createLanceStore } from "../store/index.ts";

/** Past this, the process asks for a fresh start between two jobs: the runtime's memory only ever grows. */
const RECYCLE_BYTES = 650e6;
/** While the model's files are not there (a download may be under way), it looks again this often, ms. */
const MODEL_RETRY_MS = 3000;
/** More threads than this wait for each other more than they help. */
const MAX_THREADS = 4;

export interface WorkerOptions {
  /** The bundled program that reads one file. */
  parserProgram: string;
  stopping: AbortSignal;
}

/** The composition root of the worker process: opens what taking documents in needs, works until told to stop, ends it all. */
export async function createWorker(config: Config, { parserProgram, stopping }: WorkerOptions) {
  const threads = config.EMBED_THREADS || Math.min(MAX_THREADS, availableParallelism());
  const embedder = await loadEmbedder(config, threads, stopping);
  if (embedder === null) return null;
  const catalog = await createCatalog({ url: config.DATABASE_URL, authToken: config.DATABASE_AUTH_TOKEN });
  const originals = createOriginals({ dir: config.ORIGINALS_DIR, maxBytes: config.MAX_UPLOAD_MB * 1024 * 1024 });
  const parser = createPdfParser({
    childPath: parserProgram,
    limits: { timeoutMs: config.PARSE_TIMEOUT_S * 1000, memoryBytes: config.PARSE_MEMORY_MB * 1_048_576 },
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

  return {
    /** An answer is being written: leave it a core. */
    setBusy: (busy: boolean) => embedder.setThreads(busy ? Math.max(1, threads - 1) : threads),
    run: () =>
      runWorker({
        catalog,
        rooms: { originals, documents: catalog.documents, parser, chunker, embedder, store },
        owner: randomUUID(),
        stopping,
        recycleBytes: RECYCLE_BYTES,
      }),
    async dispose() {
      await store.dispose();
      await parser.dispose();
      catalog.close();
      await embedder.dispose();
    },
  };
}

/** Waits for the model's files; null when the process is to end before they are there. */
async function loadEmbedder(config: Config, threads: number, stopping: AbortSignal): Promise<Embedder | null> {
  for (let told = false; !stopping.aborted; told = true) {
    try {
      return await createTransformersEmbedder({
        modelDir: join(config.MODELS_DIR, config.EMBEDDER),
        modelId: config.EMBEDDER,
        threads,
      });
    } catch (error) {
      const { code, message } = asFootnoteError(error);
      if (!told) log("embedding model not there yet", { code, message, embedder: config.EMBEDDER }, "warn");
      await sleep(MODEL_RETRY_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
  return null;
}
