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

/** A question and a passage, or a premise and what is said to follow from it. */
export type TextPair = readonly [string, string];

/** Reads two texts together and says how they stand to each other. */
export interface CrossEncoder {
  /** The name of its folder. */
  readonly name: string;
  /** What it tells apart, lower case, in the order of its outputs; a reranker has a single nameless one. */
  readonly labels: readonly string[];
  /**
   * Probabilities `[pairs × labels]`: of one label its own, of several together 1. With a time limit as many of the first
   * pairs as are read within it, so that the result may be shorter than the pairs.
   * @throws FootnoteError `model_damaged`; the signal's reason when aborted.
   */
  judge(pairs: TextPair[], options?: { signal?: AbortSignal /** ms */; timeLimitMs?: number }): Promise<number[][]>;
  dispose(): Promise<void>;
}
