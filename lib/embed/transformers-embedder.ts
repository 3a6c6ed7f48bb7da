import { setImmediate } from "node:timers/promises";
import { FootnoteError } from "../base/errors.ts";
import { planBatches } from "./batches.ts";
import { traitsOf } from "./known-models.ts";
import { pool } from "./pooling.ts";
import { loadSession, loadTokenizer, readDimensions, type Session } from "./session.ts";
import type { Embedder, EmbeddingKind } from "./types.ts";

export interface TransformersEmbedderOptions {
  /** Folder in transformers.js layout: `config.json`, `tokenizer.json`, `onnx/model_quantized.onnx`. */
  modelDir: string;
  /** Catalogue id; it also says how the model pools and what it puts before a text. */
  modelId: string;
  /** Threads of the main session. */
  threads: number;
}

/**
 * Embeds with an ONNX model through transformers.js, batches of like length one after another with a breath for the event
 * loop between them. Holds at most two sessions: the main one and, once asked for, one with fewer threads.
 * @throws FootnoteError `model_missing` when the folder does not hold the model.
 */
export async function createTransformersEmbedder({
  modelDir,
  modelId,
  threads,
}: TransformersEmbedderOptions): Promise<Embedder> {
  const { maxTokens, pooling, prefixes } = traitsOf(modelId);
  const encode = await loadTokenizer(modelDir);
  const dimensions = await readDimensions(modelDir);
  const end = encode("").at(-1) ?? 0;

  const sessions = new Map<number, Promise<Session>>();
  let wanted = threads;

  /** The session for the wanted number of threads; a failed load is forgotten, so that the next call tries again. */
  function session(): Promise<Session> {
    const known = sessions.get(wanted);
    if (known !== undefined) return known;
    for (const [count, old] of sessions) {
      if (count === threads) continue;
      sessions.delete(count);
      old.then((stale) => stale.dispose()).catch(() => undefined);
    }
    const count = wanted;
    const loading = loadSession(modelDir, count);
    sessions.set(count, loading);
    loading.catch(() => sessions.delete(count));
    return loading;
  }

  function tokens(text: string, kind: EmbeddingKind): number[] {
    const ids = encode(prefixes[kind] + text);
    if (ids.length <= maxTokens) return ids;
    if (kind === "query") return [...ids.slice(0, maxTokens - 1), end];
    throw new FootnoteError(
      "bad_request",
      `A passage of ${ids.length} tokens is longer than the embedding model's window of ${maxTokens}.`,
    );
  }

  await session();
  return {
    fingerprint: `${modelId}-q8-${dimensions}`,
    dimensions,
    tokenizer: { maxTokens, count: (text) => encode(prefixes.passage + text).length },
    async embed(texts, kind, options = {}) {
      const rows = texts.map((text) => tokens(text, kind));
      const vectors: Float32Array[] = new Array(texts.length);
      let done = 0;
      for (const batch of planBatches(rows.map((row) => row.length))) {
        options.signal?.throwIfAborted();
        const batchRows = batch.indexes.map((index) => rows[index] ?? []);
        const states = await (await session()).run(batchRows, batch.length);
        const pooled = pool(
          states,
          batchRows.map((row) => row.length),
          batch.length,
          dimensions,
          pooling,
        );
        batch.indexes.forEach((index, at) => {
          vectors[index] = pooled[at] ?? new Float32Array(dimensions);
        });
        done += batch.indexes.length;
        options.onProgress?.(done);
        await setImmediate();
      }
      return vectors;
    },
    setThreads(count) {
      wanted = Math.max(1, count);
    },
    async dispose() {
      const open = [...sessions.values()];
      sessions.clear();
      await Promise.allSettled(open.map(async (loading) => (await loading).dispose()));
    },
  };
}
