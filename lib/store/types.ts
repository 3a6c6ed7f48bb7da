import type { Hit, IndexedChunk } from "../base/types.ts";

/** What a search may see. An empty `collectionIds` finds nothing: rights are never "all" by accident. */
export interface SearchScope {
  collectionIds: string[];
  /** Only these documents, when given. */
  documentIds?: string[];
  /** Never these: documents that a search just met and that may not be shown (live-search.ts). A handful. */
  exceptDocumentIds?: string[];
}

/** A chunk as the store returns it from one search; `score` is that search's own (dot product, or BM25). */
export type StoredHit = Omit<Hit, "scores">;

/**
 * Chunks and embeddings ⇄ the index. Ids are made by us and match `[A-Za-z0-9_:-]+`; anything else is refused before it
 * reaches a filter.
 *
 * A document passes two stages, each in one step for all its chunks: *words* (full text only, a moment after parsing) and
 * *embedded* (full text and vectors). Search sees a document of either stage completely or not at all.
 */
export interface ChunkStore {
  /** Makes a document findable by its words. Replaces what an earlier try left. */
  addWords(documentId: string, chunks: IndexedChunk[]): Promise<void>;
  /** Appends embedded chunks; invisible until `publish`. `vectors`: `[chunks × dimensions]`. */
  addEmbedded(documentId: string, chunks: IndexedChunk[], vectors: Float32Array[]): Promise<void>;
  /** Makes the embedded chunks of documents findable, all in one step, and drops their words stage. */
  publish(...documentIds: string[]): Promise<void>;
  /** Removes every chunk of a document, of both stages. */
  remove(documentId: string): Promise<void>;
  /** Full-text search (BM25, stemmed), best first. Never throws on user text: quotes and operators are plain characters. */
  searchWords(query: string, scope: SearchScope, limit: number): Promise<StoredHit[]>;
  /** Vector search by dot product, best first. `vector`: `[dimensions]`, length 1. */
  searchVector(vector: Float32Array, scope: SearchScope, limit: number): Promise<StoredHit[]>;
  /** Chunks of one document from `from` to `to` inclusive, in order (for joining neighbours). */
  chunks(documentId: string, from: number, to: number): Promise<IndexedChunk[]>;
  /** Documents in the index that are published, for comparing with the catalogue. */
  documentIds(): Promise<string[]>;
  count(): Promise<number>;
  /**
   * Compacts and brings the full-text index up to date when enough has changed; only the worker calls it. `idle`: there is
   * nothing else to do, every document is indexed; then it also clears away what deleted documents and other models left.
   */
  maintain(options?: { idle?: boolean }): Promise<void>;
  dispose(): Promise<void>;
}
