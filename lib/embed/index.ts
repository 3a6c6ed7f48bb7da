export { createHashEmbedder, type HashEmbedderOptions } from "./hash-embedder.ts";
export { createTransformersEmbedder, type TransformersEmbedderOptions } from "./transformers-embedder.ts";
export type { Embedder, EmbeddingKind, Tokenizer } from "./types.ts";
