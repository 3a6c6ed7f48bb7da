import type { Evidence, Hit, HitScores } from "../base/types.ts";
import type { SearchScope } from "../store/types.ts";
import type { ExplainedHit, ParsedQuery, Retriever } from "./index.ts";

/** A hit as the search page and the API show it: `text` is exactly the page's slice. */
export interface SearchHit {
  documentId: string;
  documentName: string;
  page: number;
  start: number;
  end: number;
  text: string;
  /** The words that matched, as offsets into `text`. */
  highlights: [number, number][];
  headings: string[];
  score: number;
  scores: HitScores;
  /** Only when explaining: why it was cut, or null. */
  cut?: string | null;
}

export interface SearchResult {
  hits: SearchHit[];
  /** Documents in the scope that the search may have missed: still being read, or to be indexed again. */
  pending: number;
}

/** What an answer would begin with. */
export interface EvidenceSearch extends SearchResult {
  evidence: Evidence[];
  /** False when Footnote would refuse for want of evidence. */
  relevant: boolean;
  /** Time of the search alone, ms. */
  retrieveMs: number;
}

export interface SearchDeps {
  retriever: Retriever;
  pageText(documentId: string, page: number): Promise<string | null>;
  /** Names of the documents that are still there; a hit without one is dropped. */
  names(ids: string[]): Promise<Map<string, string>>;
  /** The words of a text that a query asks for, as offsets. */
  highlight(text: string, query: string): [number, number][];
}

export interface SearchRequest {
  query: string;
  scope: SearchScope;
  limit: number;
  wordsOnly?: boolean;
  explain?: boolean;
}

/** query → retrieve → quote: the search page's line; no model takes part. */
export async function search(deps: SearchDeps, request: SearchRequest): Promise<SearchHit[]> {
  const retrieved = await deps.retriever.retrieve(request);
  return showHits(deps, retrieved.explained ?? retrieved.hits, retrieved.query);
}

/** Hits as they are shown, in their order; those whose document is gone are left out. */
export async function showHits(
  deps: Omit<SearchDeps, "retriever">,
  hits: (Hit | ExplainedHit)[],
  query: ParsedQuery,
): Promise<SearchHit[]> {
  const names = await deps.names([...new Set(hits.map(({ documentId }) => documentId))]);
  const shown = await Promise.all(hits.map((hit) => quote(deps, hit, query, names.get(hit.documentId))));
  return shown.filter((hit) => hit !== null);
}

/** The part of a hit on the page where most words matched: a chunk that spans two pages is shown on one. */
async function quote(
  { pageText, highlight }: Omit<SearchDeps, "retriever">,
  hit: Hit | ExplainedHit,
  query: ParsedQuery,
  documentName: string | undefined,
): Promise<SearchHit | null> {
  if (documentName === undefined) return null;
  const parts = await Promise.all(
    hit.spans.map(async (span) => {
      const text = (await pageText(hit.documentId, span.page))?.slice(span.start, span.end);
      return text === undefined ? null : { span, text, highlights: highlight(text, query.text) };
    }),
  );
  const [best] = parts.filter((part) => part !== null).sort((a, b) => b.highlights.length - a.highlights.length);
  if (!best) return null;
  const { headings, score, scores, documentId } = hit;
  const { span, text, highlights } = best;
  const explained = "leftOut" in hit ? { cut: hit.leftOut } : {};
  return { documentId, documentName, ...span, text, highlights, headings, score, scores, ...explained };
}
