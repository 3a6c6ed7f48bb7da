import type { Answer, Coverage, Evidence, Hit, Turn } from "../base/types.ts";
import type { SupportChecks } from "../cite/index.ts";
import type { Embedder } from "../embed/types.ts";
import type { EnergyMeter } from "../energy/index.ts";
import type { Generator } from "../generate/types.ts";
import type { ParsedQuery, Retriever } from "../retrieve/index.ts";
import type { SearchScope } from "../store/types.ts";
import type { ReadPage } from "./place-quotes.ts";

/** What an answer is made with; `lib/services` hands it down. */
export interface AnswerDeps extends SupportChecks {
  retriever: Retriever;
  /** The embedder once it is ready, else null. */
  embedder: () => Embedder | null;
  generator: Generator;
  /** @throws FootnoteError `not_found` */
  pageText: (documentId: string, page: number) => Promise<string>;
  /** A page with its label, its words' places and its warnings; without it quotes have none. */
  readPage?: ReadPage;
  /** Names of documents by id; ids that are gone are left out. */
  documentNames: (ids: string[]) => Promise<Map<string, string>>;
  /** How many documents of a scope are still being read, or have to be indexed again. */
  pending: (scope: SearchScope) => Promise<number>;
  /** Which pages of these documents could not be read; documents without such pages are left out. */
  unreadable: (ids: string[]) => Promise<Coverage["unreadable"]>;
  /** Keeps the answer, whatever became of it. False when there is nothing any more to keep it in. */
  keep: (answer: Answer) => Promise<boolean>;
  /** What writing costs; without it nothing is counted. */
  energy?: EnergyMeter;
  newId: () => string;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /**
   * The chunks that a conversation's last prompt held, by conversation, in order: those of the first turn, then those that
   * each follow-up added. With it a follow-up keeps them where they stood, and the model's cache still has them; without it
   * every prompt starts anew.
   */
  recentHits?: RecentHits | undefined;
  limits: AnswerLimits;
}

export interface RecentHits {
  get(conversationId: string): Hit[][] | undefined;
  set(conversationId: string, hits: Hit[][]): unknown;
}

export interface AnswerLimits {
  /** Tokens. */
  answerTokens: number;
  thoughtTokens: number;
  /** Longest question, characters. */
  questionCharacters?: number;
  /** Hits taken from the search; the prompt may read fewer. */
  hits?: number;
  /** Time a prompt may take to be read, ms; by backend when not given. */
  firstTokenTargetMs?: number;
}

export interface AnswerRequest {
  question: string;
  scope: SearchScope;
  conversationId: string;
  /** Earlier turns of the conversation, oldest first. */
  history: Turn[];
  signal: AbortSignal;
  /** When aborted, the thinking is closed and the answer begins. */
  answerNow?: AbortSignal;
  /** Made by the caller when it wants to know the id beforehand. */
  answerId?: string;
  /** Who asks, for a fair queue. */
  user?: string;
  /** Tokens of thinking for this answer; the setting when not given, 0 for none. */
  thoughtTokens?: number;
  /** What was found already, so that several answers read the same sources. */
  found?: Found;
  /** Hits read at most. */
  mostHits?: number;
}

/** What the search made of a question. */
export interface Found {
  searchedAs: string | null;
  query: ParsedQuery;
  hits: Hit[];
  hitsFound: number;
  evidence: Evidence[];
  /** False when nothing is near enough to the question to answer from. */
  relevant: boolean;
  /** Plainly near enough: then an answer that takes nothing from the sources is the model's failing. */
  strong: boolean;
  names: Map<string, string>;
  retrieveMs: number;
}
