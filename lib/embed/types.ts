/** What a text is embedded as: some models (e5) put a prefix before each kind. */
export type EmbeddingKind = "query" | "passage";

/** Counts tokens exactly as the embedder will see them. */
export interface Tokenizer {
  /** Tokens that a text may have at most, special tokens included; longer text would be cut silently, so it is refused. */
  readonly maxTokens: number;
  /** Length of `text` in tokens, special tokens included. */
  count(text: string): number;
}

/** texts → unit-length vectors. */
export interface Embedder {
  /** Model, dtype and dimensions: an index made under another fingerprint is another index. */
  readonly fingerprint: string;
  readonly dimensions: number;
  readonly tokenizer: Tokenizer;
  /**
   * Embeds texts, in order: `[texts × dimensions]`, each vector of length 1. Batches by like length inside.
   * @throws FootnoteError `bad_request` when a passage is longer than the window (a query is cut instead).
   */
  embed(
    texts: string[],
    kind: EmbeddingKind,
    options?: { signal?: AbortSignal; onProgress?: (done: number) => void },
  ): Promise<Float32Array[]>;
  /** Threads for the next batches (1 while an answer is being written, FACTS.md). */
  setThreads(threads: number): void;
  dispose(): Promise<void>;
}
