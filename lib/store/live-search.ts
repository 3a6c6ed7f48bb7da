import type { ChunkStore, SearchScope, StoredHit } from "./types.ts";

export type SearchableStore = Pick<ChunkStore, "searchWords" | "searchVector">;

/** Searches again at most this often for hits that take the places of those that may not be shown. */
const ROUNDS = 3;

/**
 * The searches of a store, of which only hits leave whose document may be shown now: SQL decides, after the search, for
 * the documents of its hits. What a deletion has not yet removed from the index is left out of the next round by id; that
 * list holds what this one search met, however many documents are deleted, failed or being read.
 */
export function createLiveSearch(
  store: SearchableStore,
  /** Those of these documents that may be shown. */
  findable: (documentIds: string[]) => Promise<Set<string>>,
): SearchableStore {
  async function live(
    search: (scope: SearchScope) => Promise<StoredHit[]>,
    scope: SearchScope,
    limit: number,
  ): Promise<StoredHit[]> {
    const except = new Set(scope.exceptDocumentIds);
    for (let round = 1; ; round++) {
      const hits = await search(except.size === 0 ? scope : { ...scope, exceptDocumentIds: [...except] });
      const documents = [...new Set(hits.map(({ documentId }) => documentId))];
      const shown = await findable(documents);
      const kept = hits.filter(({ documentId }) => shown.has(documentId));
      if (kept.length === hits.length || hits.length < limit || round === ROUNDS) return kept;
      for (const id of documents) if (!shown.has(id)) except.add(id);
    }
  }

  return {
    searchWords: (query, scope, limit) => live((narrowed) => store.searchWords(query, narrowed, limit), scope, limit),
    searchVector: (vector, scope, limit) =>
      live((narrowed) => store.searchVector(vector, narrowed, limit), scope, limit),
  };
}
