import type { Answer, AnswerEvent, AnswerStage, Citation, Source } from "../../../lib/base/types.ts";
import type { ApiError } from "../data/api.ts";

export interface StageView {
  stage: AnswerStage | "asking" | "stopping";
  position?: number;
  expectedWaitMs?: number;
  done?: number;
  total?: number;
  /** Thinking can be cut short. */
  canAnswerNow?: boolean;
}

/** An answer on the page: what is kept of it, and what is only true while it is made. */
export interface AnswerView {
  /** Stays the same from the question to the kept answer. */
  key: string;
  answer: Answer;
  sources: Source[];
  /** Null once it has ended. */
  stage: StageView | null;
  /** Reasoning's own clock, ms since the epoch; `reasoningMs` once it has ended. */
  reasoningSince: number | null;
  reasoningMs: number | null;
  /** The reader has asked for the answer at once. */
  cutShort: boolean;
  failure: ApiError | null;
  /** What it was asked of, for "ask again". */
  scope: AnswerScope;
}

export interface AnswerScope {
  collectionIds?: string[];
  documentIds?: string[];
}

const blank = (question: string, conversationId: string): Answer => ({
  id: "",
  conversationId,
  question,
  searchedAs: null,
  status: "answered",
  evidence: [],
  reasoning: "",
  text: "",
  sentences: [],
  citations: [],
  coverage: { hitsFound: 0, hitsRead: 0, unreadable: [] },
  disagreements: [],
  usage: { promptTokens: 0, cachedTokens: 0, reasoningTokens: 0, completionTokens: 0 },
  timings: { queueMs: 0, retrieveMs: 0, evidenceMs: 0, firstTokenMs: null, totalMs: 0, tokensPerSecond: null },
  energy: { wattHours: 0, method: "estimated" },
  model: null,
  note: null,
  stale: false,
  createdAt: "",
});

export function askedView(key: string, question: string, conversationId: string, scope: AnswerScope): AnswerView {
  return {
    key,
    answer: blank(question, conversationId),
    sources: [],
    stage: { stage: "asking" },
    reasoningSince: null,
    reasoningMs: null,
    cutShort: false,
    failure: null,
    scope,
  };
}

export function keptView(answer: Answer): AnswerView {
  return {
    key: answer.id,
    answer,
    sources: [],
    stage: null,
    reasoningSince: null,
    reasoningMs: null,
    cutShort: false,
    failure: null,
    scope: {},
  };
}

/** The view after one event. `now` in ms since the epoch, for the reasoning's clock. */
export function applyEvent(view: AnswerView, event: AnswerEvent, now: number): AnswerView {
  const { answer } = view;
  switch (event.type) {
    case "start":
      return { ...view, answer: { ...answer, id: event.answerId, conversationId: event.conversationId } };
    case "stage": {
      const { type: _, ...stage } = event;
      return view.stage?.stage === "stopping" ? view : { ...view, stage };
    }
    case "evidence": {
      const coverage = { ...answer.coverage, hitsFound: event.hitsFound };
      return { ...view, answer: { ...answer, evidence: event.evidence, searchedAs: event.searchedAs, coverage } };
    }
    case "sources":
      return { ...view, sources: event.sources, answer: { ...answer, model: event.model } };
    case "reasoning":
      return {
        ...view,
        reasoningSince: view.reasoningSince ?? now,
        answer: { ...answer, reasoning: answer.reasoning + event.delta },
      };
    case "text":
      return { ...endReasoning(view, now), answer: { ...answer, text: answer.text + event.delta } };
    case "citations":
      return { ...view, answer: { ...answer, citations: event.citations } };
    case "finish":
      return { ...endReasoning(view, now), answer: event.answer, stage: null };
  }
}

function endReasoning(view: AnswerView, now: number): AnswerView {
  if (view.reasoningSince === null || view.reasoningMs !== null) return view;
  return { ...view, reasoningMs: now - view.reasoningSince };
}

/** The view when its stream broke or was refused: what was received stays. */
export function failView(view: AnswerView, failure: ApiError, now: number): AnswerView {
  return { ...endReasoning(view, now), stage: null, failure, answer: { ...view.answer, status: "failed" } };
}

/**
 * What a marker `[n]` points at: the citation of that number, or, while the text still streams, the first span of the
 * source of that number (its quote not yet known).
 */
export function referenceOf(view: AnswerView, n: number): Citation | null {
  const citation = view.answer.citations.find((candidate) => candidate.n === n);
  if (citation !== undefined) return citation;
  const source = view.sources.find((candidate) => candidate.n === n);
  const span = source?.spans[0];
  if (source === undefined || span === undefined) return null;
  const { documentId, documentName } = source;
  return { n, documentId, documentName, version: 1, pageLabel: String(span.page), ...span, quote: "", boxes: [] };
}

/** True when the question can be kept with what the answer cites, or as one that is rightly refused. */
export function canBeTested({ answer, stage, failure }: AnswerView): boolean {
  if (stage !== null || failure !== null || answer.id === "") return false;
  return answer.status === "no_evidence" || (answer.status === "answered" && answer.citations.length > 0);
}

/** The numbers that may be shown as citations. */
export function knownNumbers(view: AnswerView): Set<number> {
  const numbered = view.answer.citations.length > 0 ? view.answer.citations : view.sources;
  return new Set(numbered.map(({ n }) => n));
}
