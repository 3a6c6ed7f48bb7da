import type { Chunk, ParsedDocument } from "../base/types.ts";

/** pages → chunks. Pure: the same document gives the same chunks. */
export interface Chunker {
  /** Name and version of the way chunks are cut: part of the index's fingerprint. */
  readonly version: string;
  chunk(document: Pick<ParsedDocument, "pages" | "outline">): Chunk[];
}
