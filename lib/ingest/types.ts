import type { Chunk, IndexedChunk, ParsedDocument } from "../base/types.ts";
import type { Job, Leases } from "../catalog/index.ts";
import type { Chunker } from "../chunk/index.ts";
import type { Originals } from "../documents/index.ts";
import type { Embedder } from "../embed/index.ts";
import type { Parser } from "../parse/index.ts";
import type { ChunkStore } from "../store/index.ts";
import type { StageTimes } from "./timings.ts";

/** A document to be taken in; its bytes are kept already. */
export type IngestJob = Job;

export interface IngestRooms {
  originals: Pick<Originals, "pathOf">;
  /** Where documents stand. Each call names those for which it wrote: the others are not ours to work on any more. */
  documents: Pick<Leases, "keepPages" | "update" | "finish"> & {
    /** Those of these jobs that nobody else can take for the next seconds. */
    stillOurs(jobs: IngestJob[]): Promise<Set<string>>;
  };
  parser: Pick<Parser, "parse">;
  chunker: Chunker;
  embedder: Pick<Embedder, "embed" | "tokenizer">;
  store: Pick<ChunkStore, "addWords" | "addEmbedded" | "publish">;
}

/** Pages or chunks done so far. */
export type IngestProgress =
  | { status: "parsing"; pagesDone: number; pagesTotal: number }
  | { status: "embedding"; chunksDone: number; chunksTotal: number };

/** One document of those that are taken in together, with its own end. */
export interface IngestTask {
  job: IngestJob;
  /** Stops this document alone. */
  signal: AbortSignal;
  onProgress(progress: IngestProgress): void;
}

export interface IngestOptions {
  /** Make documents findable by their words before they are embedded; not worth its commits for a few small ones. */
  wordsFirst: boolean;
}

/** What was done; `tokens` are those of the chunks. The times are those of all documents that were taken in together. */
export interface Ingested extends StageTimes {
  pages: number;
  chunks: number;
  tokens: number;
}

/** How it ended for one document. A `LeaseLost` error means that another worker has it, or nobody may. */
export type Outcome = { task: IngestTask; done: Ingested } | { task: IngestTask; error: unknown };

/** The document is not ours any more: another worker took it, or it was cancelled or deleted. Nothing of it may be changed. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
  constructor() {
    super("the lease of this document is not ours any more");
  }
}

/** Documents on their way, with what has been made of each. */
export interface Read {
  task: IngestTask;
  parsed: Pick<ParsedDocument, "title" | "pages" | "outline">;
}
export interface Chunked extends Read {
  chunks: (Chunk & IndexedChunk)[];
}
export interface Embedded extends Chunked {
  /** `[chunks × dimensions]` */
  vectors: Float32Array[];
}
