export { type ChunkerOptions, createChunker } from "./chunker.ts";
export { embeddedText } from "./embedded-text.ts";
export { findRunningLines } from "./running-lines.ts";
export type { Chunker } from "./types.ts";
