import type { Person } from "../access/index.ts";
import { findEvidence } from "../answer/find-evidence.ts";
import { placeQuotes } from "../answer/place-quotes.ts";
import { highlightWords } from "../retrieve/index.ts";
import { type EvidenceSearch, type SearchResult, search, showHits } from "../retrieve/search.ts";
import { type AnswerContextOptions, createAnswerContext } from "./context/answer-context.ts";

export interface SearchFor {
  q: string;
  collection?: string[] | undefined;
  document?: string[] | undefined;
  limit: number;
  explain?: boolean | undefined;
  words?: boolean | undefined;
}

/** The names of the scope in a search, for errors. */
const fields = { collections: "collection", documents: "document" };

/** Searching, within what the person may see; no model takes part. */
export function createSearchService(options: AnswerContextOptions) {
  const { documents, retriever } = options;
  const context = createAnswerContext(options);

  const showing = {
    retriever,
    names: documents.names,
    pageText: documents.pageText,
    highlight: highlightWords,
  };

  return {
    async find(person: Person, { q, collection, document, limit, explain, words }: SearchFor): Promise<SearchResult> {
      const scope = await context.scopeOf(person, collection, document, fields);
      if (q.trim() === "") return { hits: [], pending: 0 };
      const request = { query: q, scope, limit, explain: explain ?? false, wordsOnly: words ?? false };
      const [hits, pending] = await Promise.all([search(showing, request), documents.pending(scope)]);
      return { hits, pending };
    },

    /** All that an answer begins with and no model takes part in: hits, evidence, and whether that is enough to answer from. */
    async findEvidence(person: Person, { q, collection, document, limit }: SearchFor): Promise<EvidenceSearch> {
      const scope = await context.scopeOf(person, collection, document, fields);
      if (q.trim() === "") return { hits: [], pending: 0, evidence: [], relevant: false, retrieveMs: 0 };
      const deps = { ...context.reading, retriever: options.retriever, limits: {} };
      const { hits, query, evidence, relevant, retrieveMs } = await findEvidence(deps, {
        question: q,
        scope,
        history: [],
      });
      await placeQuotes(documents.page, evidence);
      const pending = await documents.pending(scope);
      return { hits: await showHits(showing, hits.slice(0, limit), query), pending, evidence, relevant, retrieveMs };
    },
  };
}

export type SearchService = ReturnType<typeof createSearchService>;
