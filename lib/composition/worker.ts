import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../base/config.ts";
import { building } from "../base/disposers.ts";
import { asFootnoteError } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { createCatalog } from "../catalog/index.ts";
import { createChunker } from "../chunk/index.ts";
import { createOriginals } from "../documents/index.ts";
import { createTransformersEmbedder, type Embedder } from "../embed/index.ts";
import { runWorker } from "../ingest/worker/run-worker.ts";
import { createPdfParser } from "../parse/index.ts";
import { type ChunkStore, createLanceStore } from "../store/index.ts";
import { machineMemory, recycleThreshold } from "./memory.ts";

/** While the model's files are not there (a download may be under way), it looks again this often, ms. */
const MODEL_RETRY_MS = 3000;
/** While the index cannot be reached, it is tried again this often, later each time, ms. */
const INDEX_RETRY_MS = 500;
const INDEX_RETRY_MOST_MS = 15_000;
/** More threads than this wait for each other more than they help. */
const MAX_THREADS = 4;
/** A batch as bulk embedding makes them: what it takes is part of the baseline. */
const FIRST_WORK = Array.from({ length: 8 }, () => "The quick brown fox jumps over the lazy dog. ".repeat(20));

export interface WorkerOptions {
  /** The bundled program that reads one file. */
  parserProgram: string;
  stopping: AbortSignal;
}

/**
 * The composition root of the worker process: opens what taking documents in needs, works until told to stop, ends it all.
 * Null when it was told to stop before the embedding model was there and the index could be opened.
 */
export function createWorker(config: Config, { parserProgram, stopping }: WorkerOptions) {
  return building(async ({ use, dispose }) => {
    const threads = config.EMBED_THREADS || Math.min(MAX_THREADS, availableParallelism());
    const loaded = await loadEmbedder(config, threads, stopping);
    if (loaded === null) return null;
    const embedder = use(loaded, (made) => made.dispose());
    const recycleBytes = await measureMemory(embedder);
    const catalog = use(
      await createCatalog({ url: config.DATABASE_URL, authToken: config.DATABASE_AUTH_TOKEN }),
      (made) => made.close(),
    );
    const originals = createOriginals({ dir: config.ORIGINALS_DIR, maxBytes: config.MAX_UPLOAD_MB * 1024 * 1024 });
    const parser = use(
      createPdfParser({
        childPath: parserProgram,
        reader: "pdfium",
        limits: { timeoutMs: config.PARSE_TIMEOUT_S * 1000, memoryBytes: config.PARSE_MEMORY_MB * 1_048_576 },
      }),
      (made) => made.dispose(),
    );
    const opened = await openStore(config, embedder, stopping);
    if (opened === null) {
      await dispose();
      return null;
    }
    const store = use(opened, (made) => made.dispose());
    const chunker = createChunker({ tokenizer: embedder.tokenizer });
    log("worker ready", { threads, recycleMb: Math.round(recycleBytes / 1e6) });

    return {
      /** An answer is being written: leave it a core. */
      setBusy: (busy: boolean) => embedder.setThreads(busy ? Math.max(1, threads - 1) : threads),
      run: () =>
        runWorker({
          catalog,
          rooms: { originals, parser, chunker, embedder, store },
          owner: randomUUID(),
          stopping,
          isWorn: () => process.memoryUsage.rss() > recycleBytes,
        }),
      dispose,
    };
  });
}

/** Has the embedder do its first work, and tells from what it takes when this process should start afresh, bytes. */
async function measureMemory(embedder: Embedder): Promise<number> {
  await embedder.embed(FIRST_WORK, "passage");
  return recycleThreshold(process.memoryUsage.rss(), machineMemory());
}

/** Waits while the index cannot be reached; null when the process is to end before it can. */
async function openStore(config: Config, embedder: Embedder, stopping: AbortSignal): Promise<ChunkStore | null> {
  for (let failures = 0; !stopping.aborted; failures++) {
    try {
      return await createLanceStore({
        uri: config.LANCEDB_URI,
        dimensions: embedder.dimensions,
        fingerprint: embedder.fingerprint,
        writer: true,
        onDamage: (table, detail) => log("index table put aside", { table, code: "index_damaged", detail }, "warn"),
      });
    } catch (error) {
      const { code, cause } = asFootnoteError(error);
      if (code !== "index_unavailable") throw error;
      const againInMs = Math.min(INDEX_RETRY_MS * 2 ** failures, INDEX_RETRY_MOST_MS);
      log("index not reached", { code, detail: String(cause), againInMs }, "warn");
      await sleep(againInMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
  return null;
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
