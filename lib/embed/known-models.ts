/** What an embedding model's files do not say about how it is used; the source is each model's card. */
export interface EmbeddingModelTraits {
  /** The window it was trained for, special tokens included. MiniLM has 512 positions but was trained on 256. */
  maxTokens: number;
  pooling: "mean" | "cls";
  /** Put before each text of that kind. */
  prefixes: { query: string; passage: string };
}

const PLAIN = { query: "", passage: "" };

const KNOWN: [RegExp, EmbeddingModelTraits][] = [
  [/minilm/i, { maxTokens: 256, pooling: "mean", prefixes: PLAIN }],
  [/e5/i, { maxTokens: 512, pooling: "mean", prefixes: { query: "query: ", passage: "passage: " } }],
  [
    /bge/i,
    {
      maxTokens: 512,
      pooling: "cls",
      prefixes: { query: "Represent this sentence for searching relevant passages: ", passage: "" },
    },
  ],
];

/** Traits of a model by its id; an unknown one is taken for a plain mean-pooled one with the common window. */
export function traitsOf(modelId: string): EmbeddingModelTraits {
  return KNOWN.find(([name]) => name.test(modelId))?.[1] ?? { maxTokens: 256, pooling: "mean", prefixes: PLAIN };
}
