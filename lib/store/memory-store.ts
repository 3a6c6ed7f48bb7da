import { isStopWord, words } from "../base/text/index.ts";
import type { IndexedChunk } from "../base/types.ts";
import { quoteId } from "./filter.ts";
import type { ChunkStore, SearchScope, StoredHit } from "./types.ts";

interface Entry {
  chunk: IndexedChunk;
  vector: Float32Array | null;
  /** Stemmed words with their number. */
  terms: Map<string, number>;
  length: number;
}

/** BM25's usual constants. */
const K1 = 1.2;
const B = 0.75;

/** The same store in memory: BM25 over stemmed words, dot product over vectors. For tests, and the oracle of LanceDB's filter. */
export function createMemoryStore(): ChunkStore {
  const early = new Map<string, Entry[]>();
  const published = new Map<string, Entry[]>();
  const pending = new Map<string, Entry[]>();

  const all = function* (scope: SearchScope): Generator<Entry> {
    const { collectionIds, documentIds, exceptDocumentIds = [] } = scope;
    for (const id of [...collectionIds, ...(documentIds ?? []), ...exceptDocumentIds]) quoteId(id);
    for (const [id, entries] of [...published, ...[...early].filter(([key]) => !published.has(key))]) {
      if (exceptDocumentIds.includes(id) || (documentIds !== undefined && !documentIds.includes(id))) continue;
      yield* entries.filter(({ chunk }) => collectionIds.includes(chunk.collectionId));
    }
  };

  return {
    async addWords(documentId, chunks) {
      early.set(
        documentId,
        chunks.map((chunk) => entry(chunk, null)),
      );
    },
    async addEmbedded(documentId, chunks, vectors) {
      const added = chunks.map((chunk, index) => entry(chunk, vectors[index] ?? null));
      pending.set(documentId, [...(pending.get(documentId) ?? []), ...added]);
    },
    async publish(...documentIds) {
      for (const documentId of documentIds) {
        published.delete(documentId);
        const entries = pending.get(documentId) ?? [];
        if (entries.length > 0) published.set(documentId, entries);
        pending.delete(documentId);
        early.delete(documentId);
      }
    },
    async remove(documentId) {
      for (const stage of [early, published, pending]) stage.delete(documentId);
    },
    async searchWords(query, scope, limit) {
      const entries = [...all(scope)];
      const terms = [...new Set(termsOf(query))];
      const mean = entries.reduce((sum, { length }) => sum + length, 0) / Math.max(1, entries.length);
      const idf = new Map(terms.map((term) => [term, inverse(entries, term)]));
      const score = ({ terms: counts, length }: Entry) =>
        terms.reduce((sum, term) => {
          const count = counts.get(term) ?? 0;
          return sum + ((idf.get(term) ?? 0) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / mean));
        }, 0);
      return best(
        entries.map((found) => hit(found, score(found))).filter((found) => found.score > 0),
        limit,
      );
    },
    async searchVector(vector, scope, limit) {
      const entries = [...all(scope)].filter((found) => found.vector !== null);
      return best(
        entries.map((found) => hit(found, dot(vector, found.vector ?? []))),
        limit,
      );
    },
    async chunks(documentId, from, to) {
      const entries = published.get(documentId) ?? early.get(documentId) ?? [];
      return entries
        .map(({ chunk }) => withoutContext(chunk))
        .filter(({ ordinal }) => ordinal >= from && ordinal <= to);
    },
    documentIds: async () => [...published.keys()],
    count: async () => [...published.values()].reduce((sum, entries) => sum + entries.length, 0),
    maintain: async () => undefined,
    dispose: async () => undefined,
  };
}

function termsOf(text: string): string[] {
  return words(text)
    .filter((word) => !isStopWord(word.form))
    .map((word) => word.form);
}

function entry(chunk: IndexedChunk, vector: Float32Array | null): Entry {
  const terms = new Map<string, number>();
  const list = termsOf([chunk.about ?? "", ...chunk.headings, chunk.tableHeader ?? "", chunk.text].join("\n"));
  for (const term of list) terms.set(term, (terms.get(term) ?? 0) + 1);
  return { chunk, vector, terms, length: list.length };
}

function inverse(entries: Entry[], term: string): number {
  const having = entries.filter(({ terms }) => terms.has(term)).length;
  return Math.log(1 + (entries.length - having + 0.5) / (having + 0.5));
}

function dot(a: Float32Array, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function withoutContext({ about: _about, tableHeader: _header, ...chunk }: IndexedChunk): IndexedChunk {
  return chunk;
}

function hit({ chunk }: Entry, score: number): StoredHit {
  return { ...withoutContext(chunk), score };
}

function best(hits: StoredHit[], limit: number): StoredHit[] {
  return hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit);
}
