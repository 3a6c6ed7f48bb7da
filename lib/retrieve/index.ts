import type { Embedder } from "../embed/types.ts";
import type { ChunkStore, SearchScope } from "../store/types.ts";
import type { Hit } from "../types.ts";
import { nearDuplicates } from "./duplicates.ts";
import { filteredBy, needsDepth } from "./filter.ts";
import { fuseScores } from "./fuse.ts";
import { type ParsedQuery, parseQuery } from "./query.ts";

export { type EvidenceOptions, rankEvidence } from "./evidence.ts";
export { highlightWords } from "./highlight.ts";
export { type ParsedQuery, parseQuery } from "./query.ts";
export { judgeRelevance, type Relevance } from "./relevance.ts";
export { toSources } from "./sources.ts";

export interface RetrieveRequest {
  query: string;
  scope: SearchScope;
  /** Hits wanted at most. */
  limit: number;
  /** Also return what was cut and why. */
  explain?: boolean;
  /** Words only, for searching as one types. */
  wordsOnly?: boolean;
}

/** A hit with the reason it was cut, or null when it was kept. */
export type ExplainedHit = Hit & { cut: string | null };

export interface Retrieved {
  hits: Hit[];
  /** Hits found before the cut to `limit`. */
  found: number;
  query: ParsedQuery;
  /** `[dimensions]`, for ranking sentences without embedding the question again; null in the words-only mode. */
  vector: Float32Array | null;
  /** Only with `explain`: every candidate, best first. */
  explained: ExplainedHit[] | null;
}

export interface Retriever {
  /**
   * Finds chunks by meaning and by words at once, ranks them as one list over everything in scope, folds near-duplicates
   * and cuts at `limit`. Without an embedder (it is still loading) it searches by words only.
   */
  retrieve(request: RetrieveRequest): Promise<Retrieved>;
}

export interface RetrieverOptions {
  /** The embedder once it is ready, else null. */
  embedder: () => Embedder | null;
  store: Pick<ChunkStore, "searchWords" | "searchVector">;
  /** Ids of the documents in scope whose name holds one of these texts, for `file:`. */
  documentsNamed: (names: string[], scope: SearchScope) => Promise<string[]>;
  /** Share of the vector score, 0…1; docs/decisions/retrieval.md has the measurement. */
  vectorWeight?: number;
  /** Candidates taken from each search. */
  depth?: number;
}

/** Candidates taken from each search: beyond some 60 nothing more came into the first 10 (docs/decisions/retrieval.md). */
const DEPTH = 60;
/** With phrases, exclusions or pages to check in the text. */
const FILTERED_DEPTH = 400;
const VECTOR_WEIGHT = 0.5;

export function createRetriever(options: RetrieverOptions): Retriever {
  const { store, vectorWeight = VECTOR_WEIGHT, depth = DEPTH } = options;

  async function narrow(query: ParsedQuery, scope: SearchScope): Promise<SearchScope> {
    if (query.files.length === 0) return scope;
    const named = await options.documentsNamed(query.files, scope);
    const allowed = scope.documentIds === undefined ? named : named.filter((id) => scope.documentIds?.includes(id));
    return { ...scope, documentIds: allowed };
  }

  async function embedQuery(text: string, wordsOnly: boolean): Promise<Float32Array | null> {
    const embedder = wordsOnly ? null : options.embedder();
    if (embedder === null || text === "") return null;
    const [vector] = await embedder.embed([text], "query");
    return vector ?? null;
  }

  async function retrieve(request: RetrieveRequest): Promise<Retrieved> {
    const query = parseQuery(request.query);
    const scope = await narrow(query, request.scope);
    const pool = needsDepth(query) ? FILTERED_DEPTH : Math.max(depth, request.limit * 2);
    const byWords = query.text === "" ? Promise.resolve([]) : store.searchWords(query.text, scope, pool);
    const byVector = embedQuery(query.text, request.wordsOnly ?? false).then(async (vector) => ({
      vector,
      hits: vector === null ? [] : await store.searchVector(vector, scope, pool),
    }));
    const [text, { vector, hits }] = await Promise.all([byWords, byVector]);
    const explained = cut(fuseScores(hits, text, { vectorWeight }), query, request.limit);
    const found = explained.filter((hit) => hit.cut === null || hit.cut === OVER_LIMIT).length;
    const kept = explained.filter((hit) => hit.cut === null).map(({ cut: _, ...hit }) => hit);
    return { hits: kept, found, query, vector, explained: request.explain === true ? explained : null };
  }

  return { retrieve };
}

const OVER_LIMIT = "ranked below the limit";

function cut(ranked: Hit[], query: ParsedQuery, limit: number): ExplainedHit[] {
  const reasons = new Map<string, string>();
  for (const hit of ranked) {
    const reason = filteredBy(hit, query);
    if (reason !== null) reasons.set(hit.id, reason);
  }
  const passed = ranked.filter((hit) => !reasons.has(hit.id));
  // Folding looks at twice the limit: enough that the list stays full, without reading every candidate's words.
  for (const [id, twin] of nearDuplicates(passed.slice(0, limit * 2))) reasons.set(id, `same text as ${twin}`);
  passed
    .filter((hit) => !reasons.has(hit.id))
    .slice(limit)
    .forEach((hit) => {
      reasons.set(hit.id, OVER_LIMIT);
    });
  return ranked.map((hit) => ({ ...hit, cut: reasons.get(hit.id) ?? null }));
}
