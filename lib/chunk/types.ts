import type { Chunk, ParsedDocument } from "../base/types.ts";

/**
 * pages → chunks. Pure: the same document gives the same chunks. Gives way to the rest of the process between pieces, so that
 * a worker that cuts a large document goes on renewing its lease.
 */
export interface Chunker {
  /** Name and version of the way chunks are cut: part of the index's fingerprint. */
  readonly version: string;
  chunk(document: Pick<ParsedDocument, "pages" | "outline">): Promise<Chunk[]>;
}
