import { randomUUID } from "node:crypto";
import type { Access, Person } from "./access/index.ts";
import { findEvidence } from "./answer/find.ts";
import { createRecentHits } from "./answer/recent-hits.ts";
import { type AnswerDeps, answer } from "./answer.ts";
import type { Conversations, Documents } from "./catalog/index.ts";
import type { SecondOpinions } from "./cite/index.ts";
import type { Config } from "./config.ts";
import type { Embedder } from "./embed/index.ts";
import { FootnoteError } from "./errors.ts";
import type { Generator } from "./generate/types.ts";
import { conversationTitle } from "./prompt/index.ts";
import { highlightWords, type Retriever } from "./retrieve/index.ts";
import { createRunningAnswers } from "./running-answers.ts";
import { type EvidenceSearch, type SearchHit, search, showHits } from "./search.ts";
import type { SearchScope } from "./store/types.ts";
import type { AnswerEvent, Turn } from "./types.ts";

export interface AskingOptions {
  access: Pick<Access, "scope">;
  documents: Documents;
  conversations: Conversations;
  retriever: Retriever;
  generator: Generator;
  embedder: () => Embedder | null;
  /** Models that revise the support of sentences, where there are some. */
  secondOpinions?: SecondOpinions;
  config: Pick<Config, "ANSWER_TOKENS" | "THOUGHT_TOKENS">;
}

/** What someone asks, as the API takes it. */
export interface Question {
  question: string;
  collectionIds?: string[] | undefined;
  documentIds?: string[] | undefined;
  conversationId?: string | undefined;
}

export interface SearchFor {
  q: string;
  collection?: string[] | undefined;
  document?: string[] | undefined;
  limit: number;
  explain?: boolean | undefined;
  words?: boolean | undefined;
}

/** Turns of a conversation that a follow-up may lean on. */
const turnsKept = 4;

/** Searching and asking, each within what the person may see. */
export function createAsking(options: AskingOptions) {
  const { access, documents, conversations, retriever, generator, embedder, config } = options;
  const running = createRunningAnswers();
  const recentHits = createRecentHits();

  const pageText = async (documentId: string, number: number) => {
    const page = await documents.page(documentId, number);
    if (!page)
      throw new FootnoteError("not_found", "A document was deleted while it was being read.", { hint: "Ask again." });
    return page.text;
  };

  const showing = {
    retriever,
    names: documents.names,
    pageText: async (id: string, number: number) => (await documents.page(id, number))?.text ?? null,
    highlight: highlightWords,
  };

  const scopeOf = async (person: Person, collectionIds?: string[], documentIds?: string[]): Promise<SearchScope> => {
    const visible = await access.scope(person, collectionIds);
    return {
      collectionIds: visible,
      hiddenDocumentIds: await documents.hidden(visible),
      ...(documentIds && documentIds.length > 0 ? { documentIds } : {}),
    };
  };

  const conversationFor = async (person: Person, { conversationId, question }: Question) => {
    if (conversationId === undefined) {
      return { id: await conversations.create(person.id, conversationTitle(question)), history: [] };
    }
    const found = await conversations.get(conversationId, person.id);
    if (!found) {
      throw new FootnoteError("not_found", "There is no such conversation.", {
        hint: "It may have been deleted. Start a new one.",
      });
    }
    const history = found.answers.slice(-turnsKept).map(({ question, text }): Turn => ({ question, text }));
    return { id: found.id, history };
  };

  return {
    async search(person: Person, { q, collection, document, limit, explain, words }: SearchFor): Promise<SearchHit[]> {
      if (q.trim() === "") return [];
      const scope = await scopeOf(person, collection, document);
      return search(showing, { query: q, scope, limit, explain: explain ?? false, wordsOnly: words ?? false });
    },

    /** All that an answer begins with and no model takes part in: hits, evidence, and whether that is enough to answer from. */
    async searchEvidence(person: Person, { q, collection, document, limit }: SearchFor): Promise<EvidenceSearch> {
      if (q.trim() === "") return { hits: [], evidence: [], relevant: false, retrieveMs: 0 };
      const scope = await scopeOf(person, collection, document);
      const line = {
        retriever,
        embedder,
        pageText,
        documentNames: documents.names,
        limits: {},
        now: () => performance.now(),
      };
      const { hits, query, evidence, relevant, retrieveMs } = await findEvidence(line, {
        question: q,
        scope,
        history: [],
      });
      return { hits: await showHits(showing, hits.slice(0, limit), query), evidence, relevant, retrieveMs };
    },

    /**
     * Starts an answer. What can be refused is refused here, before anything is streamed.
     * @throws FootnoteError `no_documents`, `not_found`.
     */
    async ask(person: Person, asked: Question, stop: AbortController): Promise<AsyncIterable<AnswerEvent>> {
      const scope = await scopeOf(person, asked.collectionIds, asked.documentIds);
      if (!(await documents.anyFindable(scope.collectionIds))) {
        throw new FootnoteError("no_documents", "There is no document to answer from yet.", {
          hint: "Add a PDF first. It can be asked about as soon as it has been read.",
        });
      }
      const { id, history } = await conversationFor(person, asked);
      const deps: AnswerDeps = {
        retriever,
        embedder,
        generator,
        pageText,
        documentNames: documents.names,
        unreadable: documents.unreadable,
        keep: (made) => conversations.keep(made, person.id),
        newId: randomUUID,
        now: () => performance.now(),
        recentHits,
        ...options.secondOpinions,
        limits: { answerTokens: config.ANSWER_TOKENS, thoughtTokens: config.THOUGHT_TOKENS },
      };
      const request = {
        question: asked.question,
        scope,
        conversationId: id,
        history,
        signal: stop.signal,
        user: person.id,
      };
      return running.start(answer(deps, request), person.id, stop);
    },

    /** Stops an answer of this person; one that has ended is left as it is. */
    async stop(person: Person, answerId: string): Promise<void> {
      if (running.stop(answerId, person.id)) return;
      if (!(await conversations.answer(answerId, person.id))) {
        throw new FootnoteError("not_found", "There is no such answer.");
      }
    },

    stopAll: running.stopAll,
  };
}
