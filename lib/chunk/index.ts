export { type ChunkerOptions, createChunker } from "./chunker.ts";
export { findRunningLines } from "./running-lines.ts";
export type { Chunker } from "./types.ts";
