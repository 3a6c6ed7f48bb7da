import type { Hit } from "../base/types.ts";
import type { Embedder } from "../embed/types.ts";
import type { ChunkStore, SearchScope } from "../store/types.ts";
import { diversifyDocuments } from "./diversify.ts";
import { nearDuplicates } from "./duplicates.ts";
import { filteredBy, needsDepth } from "./filter.ts";
import { fuseScores } from "./fuse.ts";
import { type ParsedQuery, parseQuery } from "./query.ts";

export { nearDuplicates } from "./duplicates.ts";
export { type EvidenceOptions, type RankedEvidence, rankEvidence } from "./evidence.ts";
export { highlightWords } from "./highlight.ts";
export { type ParsedQuery, parseQuery } from "./query.ts";
export { assessRelevance, type Relevance } from "./relevance.ts";
export { toSources } from "./sources.ts";

export interface RetrieveRequest {
  query: string;
  scope: SearchScope;
  /** Hits wanted at most. */
  limit: number;
  /** Also return what is left out and why. */
  explain?: boolean;
  /** Words only, for searching as one types. */
  wordsOnly?: boolean;
}

/** A hit with the reason why it is left out, or null when it was kept. */
export type ExplainedHit = Hit & { leftOut: string | null };

export interface Retrieved {
  hits: Hit[];
  /** Hits found before those past `limit` are left out. */
  found: number;
  query: ParsedQuery;
  /** `[dimensions]`, for ranking sentences without embedding the question again; null in the words-only mode. */
  vector: Float32Array | null;
  /** Only with `explain`: every candidate, best first. */
  explained: ExplainedHit[] | null;
}

export interface Retriever {
  /**
   * Finds chunks by meaning and by words at once, ranks them as one list over everything in scope and cuts at `limit`. Text
   * that repeats within a document is folded; the same text of another document stands after the first places. Without an embedder (it is still loading) it searches by words only.
   */
  retrieve(request: RetrieveRequest): Promise<Retrieved>;
}

export interface RetrieverOptions {
  /** The embedder once it is ready, else null. */
  embedder: () => Embedder | null;
  store: Pick<ChunkStore, "searchWords" | "searchVector">;
  /** Ids of the documents in scope whose name holds one of these texts, for `file:`. */
  documentsNamed: (names: string[], scope: SearchScope) => Promise<string[]>;
  /** Share of the vector score, 0…1; docs/decisions/0011-retrieval.md has the measurement. */
  vectorWeight?: number;
  /** Candidates taken from each search. */
  depth?: number;
  /**
   * The reranker, where a cross-encoder is installed: how well each text answers the question, 0…1, for
   * as many of the first as it had time for. Null when it is not there or not ready.
   */
  rerank?: (question: string, texts: string[]) => Promise<number[] | null>;
  /** Let documents that are not among the first hits take the places after them; true when not given. */
  diversify?: boolean;
}

/** Candidates taken from each search. */
const DEPTH = 60;
/** With phrases, exclusions or pages to check in the text. */
const FILTERED_DEPTH = 400;
const VECTOR_WEIGHT = 0.6;

export function createRetriever(options: RetrieverOptions): Retriever {
  const { store, vectorWeight = VECTOR_WEIGHT, depth = DEPTH, diversify = true } = options;

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
    const fused = fuseScores(hits, text, { vectorWeight });
    const ranked = request.wordsOnly === true ? fused : await reranked(query, fused, options.rerank);
    const explained = explain(ranked, query, request.limit, diversify);
    const found = explained.filter((hit) => hit.leftOut === null || hit.leftOut === OVER_LIMIT).length;
    const kept = explained.filter((hit) => hit.leftOut === null).map(({ leftOut: _, ...hit }) => hit);
    return { hits: kept, found, query, vector, explained: request.explain === true ? explained : null };
  }

  return { retrieve };
}

/** Hits that a reranker reads: it costs as much as embedding them again. */
const RERANKED = 20;

/**
 * The first hits in the reranker's order. The scores stay where they were, the best one with the first place, so that what is
 * measured against them later (diversity, what is worth reading, relevance) keeps its meaning.
 */
async function reranked(query: ParsedQuery, hits: Hit[], rerank: RetrieverOptions["rerank"]): Promise<Hit[]> {
  if (rerank === undefined) return hits;
  const passed = hits.filter((hit) => filteredBy(hit, query) === null);
  const head = passed.slice(0, RERANKED);
  const texts = head.map((hit) => [...hit.headings, hit.text].join("\n"));
  const scores = head.length === 0 || query.text === "" ? null : await rerank(query.text, texts);
  if (scores === null) return hits;
  const read = head.slice(0, scores.length).map((hit, index) => ({ hit, rerank: scores[index] ?? 0 }));
  const turned = read
    .sort((a, b) => b.rerank - a.rerank)
    .map(({ hit, rerank }, place) => ({
      ...hit,
      score: head[place]?.score ?? hit.score,
      scores: { ...hit.scores, rerank },
    }));
  const known = new Set(turned.map((hit) => hit.id));
  return [...turned, ...hits.filter((hit) => !known.has(hit.id))];
}

const OVER_LIMIT = "ranked below the limit";

function explain(fused: Hit[], query: ParsedQuery, limit: number, diversify: boolean): ExplainedHit[] {
  const reasons = new Map<string, string>();
  for (const hit of fused) {
    const reason = filteredBy(hit, query);
    if (reason !== null) reasons.set(hit.id, reason);
  }
  const passed = fused.filter((hit) => !reasons.has(hit.id));
  // Folding looks at twice the limit: enough that the list stays full, without reading every candidate's words.
  const twins = nearDuplicates(passed.slice(0, limit * 2));
  const told = new Set<string>();
  for (const [id, twin] of twins) {
    const once = `${twin} ${documentOf(id)}`;
    if (documentOf(id) === documentOf(twin) || told.has(once)) reasons.set(id, `same text as ${twin}`);
    told.add(once);
  }
  const distinct = passed.filter((hit) => !reasons.has(hit.id));
  const ranked = diversify ? diversifyDocuments(distinct, new Set(twins.keys())) : distinct;
  for (const hit of ranked.slice(limit)) reasons.set(hit.id, OVER_LIMIT);
  const out = fused.filter((hit) => !distinct.includes(hit));
  return [...ranked, ...out].map((hit) => ({ ...hit, leftOut: reasons.get(hit.id) ?? null }));
}

/** A chunk's id is `${documentId}:${ordinal}`. */
function documentOf(chunkId: string): string {
  return chunkId.slice(0, chunkId.lastIndexOf(":"));
}
