import { FootnoteError } from "../base/errors.ts";
import { createBreather } from "../base/event-loop.ts";
import type { Chunk, IndexedChunk, OutlineItem, Page } from "../base/types.ts";
import type { Catalog } from "../catalog/index.ts";
import { type Chunker, embeddedText } from "../chunk/index.ts";
import type { Originals } from "../documents/index.ts";
import type { Embedder } from "../embed/index.ts";
import type { Parser } from "../parse/index.ts";
import type { ChunkStore } from "../store/index.ts";

/** A document to be taken in; its bytes are kept already. */
export interface IngestJob {
  documentId: string;
  collectionId: string;
  sha256: string;
  name: string;
  mediaType: string;
}

export interface IngestRooms {
  originals: Pick<Originals, "pathOf">;
  documents: Pick<Catalog["documents"], "keepPages" | "update">;
  parser: Pick<Parser, "parse">;
  chunker: Chunker;
  embedder: Pick<Embedder, "embed" | "tokenizer">;
  store: Pick<ChunkStore, "addWords" | "addEmbedded" | "publish">;
}

/** Pages or chunks done so far. */
export type IngestProgress =
  | { status: "parsing"; pagesDone: number; pagesTotal: number }
  | { status: "embedding"; chunksDone: number; chunksTotal: number };

export interface IngestOptions {
  signal: AbortSignal;
  onProgress: (progress: IngestProgress) => void;
}

/** What was done, and how long each stage took, ms. `tokens` are those of the chunks. */
export interface Ingested {
  pages: number;
  chunks: number;
  tokens: number;
  parseMs: number;
  chunkMs: number;
  wordsMs: number;
  embedMs: number;
  storeMs: number;
}

/**
 * upload → parse → chunk → embed → store. The document can be found by its words after `addWords`, and is `ready` at the end.
 * @throws FootnoteError of the parser; the signal's reason when aborted.
 */
export async function ingest(job: IngestJob, rooms: IngestRooms, options: IngestOptions): Promise<Ingested> {
  const { originals, documents, parser } = rooms;
  const { signal, onProgress } = options;
  const lap = stopwatch();
  await documents.update(job.documentId, { status: "parsing", startedAt: new Date() });
  const parsed = await parser.parse(originals.pathOf(job.sha256), job.mediaType, {
    signal,
    onProgress: (pagesDone, pagesTotal) => onProgress({ status: "parsing", pagesDone, pagesTotal }),
  });
  await documents.keepPages(job.documentId, parsed);
  const parseMs = lap();
  return { ...(await index(job, parsed, rooms, options)), parseMs };
}

/** chunk → embed → store, from pages that are there already: the second half of `ingest`, and how an index is built again. */
export async function index(
  job: Pick<IngestJob, "documentId" | "collectionId" | "name">,
  parsed: { title: string | null; pages: Page[]; outline: OutlineItem[] },
  { documents, chunker, embedder, store }: IngestRooms,
  { signal, onProgress }: IngestOptions,
): Promise<Ingested> {
  const lap = stopwatch();
  const { documentId } = job;
  const about = aboutOf(job.name, parsed.title);
  const chunks = (await chunker.chunk(parsed)).map((chunk) => identify(chunk, job, about));
  const chunksTotal = chunks.length;
  if (chunksTotal === 0)
    throw new FootnoteError("no_text", "This file holds no words to search.", { hint: "Check what it holds." });
  const chunkMs = lap();

  signal.throwIfAborted();
  await store.addWords(documentId, chunks);
  await documents.update(documentId, { status: "embedding", textReady: true, chunksDone: 0, chunksTotal });
  const wordsMs = lap();

  const texts: string[] = [];
  const breathe = createBreather();
  for (const chunk of chunks) {
    await breathe();
    texts.push(embeddedText(chunk, embedder.tokenizer));
  }
  const vectors = await embedder.embed(texts, "passage", {
    signal,
    onProgress: (chunksDone) => onProgress({ status: "embedding", chunksDone, chunksTotal }),
  });
  const embedMs = lap();

  signal.throwIfAborted();
  await store.addEmbedded(documentId, chunks, vectors);
  await store.publish(documentId);
  await documents.update(documentId, { status: "ready", chunksDone: chunksTotal, readyAt: new Date() });
  const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
  return {
    pages: parsed.pages.length,
    chunks: chunksTotal,
    tokens,
    parseMs: 0,
    chunkMs,
    wordsMs,
    embedMs,
    storeMs: lap(),
  };
}

function identify(
  chunk: Chunk,
  { documentId, collectionId }: Pick<IngestJob, "documentId" | "collectionId">,
  about: string,
): IndexedChunk {
  return { ...chunk, id: `${documentId}:${chunk.ordinal}`, documentId, collectionId, about };
}

/** What every chunk is about: the file's name without its ending, and its title where that says something else. */
export function aboutOf(name: string, title: string | null): string {
  const plain = name
    .replace(/\.[a-z0-9]{1,5}$/i, "")
    .replace(/[_-]+/g, " ")
    .trim();
  const said = title === null || title === plain || name.startsWith(title) || PRODUCER_TITLE.test(title);
  return said ? plain : `${plain}. ${title.slice(0, 120)}`;
}

/** What word processors write where nobody gave a title. */
const PRODUCER_TITLE = /^(?:untitled|microsoft word - |document\d*$|\W*$)/i;

/** Milliseconds since the last call. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const lap = Math.round(now - last);
    last = now;
    return lap;
  };
}
