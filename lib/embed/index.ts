export { type CrossEncoderOptions, createCrossEncoder, isInstalled } from "./cross-encoder.ts";
export { type CrossEncodersOptions, createCrossEncoders } from "./cross-encoders.ts";
export { type Claim, createEntailment, type Entailment } from "./entailment.ts";
export { createHashEmbedder, type HashEmbedderOptions } from "./hash-embedder.ts";
export { createReranker } from "./reranker.ts";
export { createTransformersEmbedder, type TransformersEmbedderOptions } from "./transformers-embedder.ts";
export type { CrossEncoder, Embedder, EmbeddingKind, TextPair, Tokenizer } from "./types.ts";
