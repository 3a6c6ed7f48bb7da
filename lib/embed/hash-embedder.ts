import { setImmediate } from "node:timers/promises";
import { FootnoteError } from "../base/errors.ts";
import { normalise } from "./pooling.ts";
import type { Embedder } from "./types.ts";

export interface HashEmbedderOptions {
  dimensions?: number;
  maxTokens?: number;
}

/**
 * A real but crude embedder without a model: each word adds ±1 at a place given by its hash, so texts that share words
 * are near each other. For tests of the code around an embedder.
 */
export function createHashEmbedder({ dimensions = 64, maxTokens = 256 }: HashEmbedderOptions = {}): Embedder {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
  const count = (text: string) => words(text).length + 2;

  function vector(text: string): Float32Array {
    const sum = new Float32Array(dimensions);
    for (const word of words(text)) {
      const hash = fnv1a(word);
      const place = hash % dimensions;
      sum[place] = (sum[place] ?? 0) + (hash & 0x8000_0000 ? -1 : 1);
    }
    return normalise(sum);
  }

  return {
    fingerprint: `hash-${dimensions}`,
    dimensions,
    tokenizer: { maxTokens, count },
    async embed(texts, kind, options = {}) {
      const long = kind === "passage" ? texts.find((text) => count(text) > maxTokens) : undefined;
      if (long !== undefined)
        throw new FootnoteError(
          "bad_request",
          `A passage of ${count(long)} tokens is longer than the window of ${maxTokens}.`,
        );
      const vectors: Float32Array[] = [];
      for (const text of texts) {
        options.signal?.throwIfAborted();
        vectors.push(vector(text));
        options.onProgress?.(vectors.length);
        await setImmediate();
      }
      return vectors;
    },
    setThreads: () => undefined,
    dispose: async () => undefined,
  };
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
