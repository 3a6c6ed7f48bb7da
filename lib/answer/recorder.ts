import { asFootnoteError, FootnoteError } from "../base/errors.ts";
import type { Answer, AnswerStatus } from "../base/types.ts";
import type { EnergySpan, RunsOn } from "../energy/index.ts";
import type { GenerateEvent } from "../generate/types.ts";
import type { AnswerDeps, AnswerRequest, Found } from "./deps.ts";
import type { Plan } from "./plan-prompt.ts";

/** An answer in the making, with its clock. */
export interface AnswerRecorder {
  answer: Answer;
  /** Notes what the search made of the question, and what of the scope it could not see. */
  found: (found: Found) => Promise<void>;
  /** Notes what the model will read. */
  planned: (plan: Plan) => Promise<void>;
  /** The model is asked. Where it runs says whether its energy can be measured. */
  asked: (on: RunsOn) => void;
  /** Tokens thought so far. */
  thoughtTokens: () => number;
  /** Notes the moments and counts of generation as they pass. */
  note: (event: GenerateEvent) => void;
  /** Ends it: the answer as it will be kept. */
  end: (status: AnswerStatus, note: string | null) => Answer;
  /** Ends it after an error or a stop. */
  endBy: (error: unknown) => Answer;
}

export function createAnswerRecorder(deps: AnswerDeps, request: AnswerRequest): AnswerRecorder {
  const began = deps.now();
  const elapsed = () => Math.round(deps.now() - began);
  const answer = emptyAnswer(request, request.answerId ?? deps.newId());
  let queuedAt: number | null = null;
  let spending: EnergySpan | undefined;
  let runsOn: RunsOn = "elsewhere";
  let counted = 0;
  let textPieces = 0;

  async function found(search: Found): Promise<void> {
    answer.searchedAs = search.searchedAs;
    answer.timings.retrieveMs = search.retrieveMs;
    answer.evidence = search.relevant ? search.evidence : search.evidence.slice(0, NEAREST);
    answer.coverage.hitsFound = search.hitsFound;
    answer.coverage.pending = await deps.pending(request.scope);
    answer.coverage.unreadable = await deps.unreadable([...search.names.keys()]);
    answer.timings.evidenceMs = elapsed();
  }

  async function planned({ hitsRead, sources }: Plan): Promise<void> {
    answer.coverage.hitsRead = hitsRead;
    answer.coverage.unreadable = await deps.unreadable([...new Set(sources.map((source) => source.documentId))]);
  }

  function note(event: GenerateEvent): void {
    const { timings } = answer;
    if (event.type === "queued") queuedAt ??= elapsed();
    else if (queuedAt !== null && timings.queueMs === 0) timings.queueMs = elapsed() - queuedAt;
    if (event.type === "queued") stopSpending();
    else spending ??= deps.energy?.begin(runsOn);
    if (event.type === "reasoning") counted = event.tokens ?? counted + 1;
    if (event.type === "text") timings.firstTextMs ??= elapsed();
    if (event.type === "reasoning" || event.type === "text") {
      timings.firstTokenMs ??= elapsed();
      if (event.type === "text") textPieces += 1;
    }
    if (event.type === "finish") {
      answer.usage = event.usage;
      timings.tokensPerSecond = event.tokensPerSecond;
    }
  }

  function end(status: AnswerStatus, words: string | null): Answer {
    answer.status = status;
    answer.note = words;
    answer.timings.totalMs = elapsed();
    if (answer.usage.completionTokens + answer.usage.reasoningTokens === 0) {
      // Cut off before the engine could say: a piece of the stream is about a token.
      answer.usage = { ...answer.usage, reasoningTokens: counted, completionTokens: counted + textPieces };
    }
    stopSpending();
    return answer;
  }

  function asked(on: RunsOn): void {
    runsOn = on;
    spending ??= deps.energy?.begin(on);
  }

  /** Nothing is spent while waiting in line, whatever the few milliseconds before it were. */
  function stopSpending(): void {
    answer.energy = spending?.end() ?? answer.energy;
    spending = undefined;
  }

  function endBy(error: unknown): Answer {
    const { aborted, reason } = request.signal;
    if (aborted && !(reason instanceof FootnoteError)) return end("stopped", null);
    const { message, hint } = asFootnoteError(aborted ? reason : error);
    return end("failed", hint === undefined ? message : `${message} ${hint}`);
  }

  return { answer, found, planned, asked, thoughtTokens: () => counted, note, end, endBy };
}

/** Passages shown when none is near enough to answer from. */
const NEAREST = 3;

function emptyAnswer(request: AnswerRequest, id: string): Answer {
  return {
    id,
    conversationId: request.conversationId,
    question: request.question,
    searchedAs: null,
    status: "failed",
    evidence: [],
    reasoning: "",
    text: "",
    sentences: [],
    citations: [],
    coverage: { hitsFound: 0, hitsRead: 0, unreadable: [] },
    disagreements: [],
    usage: { promptTokens: 0, cachedTokens: 0, reasoningTokens: 0, completionTokens: 0 },
    timings: {
      queueMs: 0,
      retrieveMs: 0,
      evidenceMs: 0,
      firstTokenMs: null,
      firstTextMs: null,
      totalMs: 0,
      tokensPerSecond: null,
    },
    energy: { wattHours: 0, method: "estimated" },
    model: null,
    note: null,
    stale: false,
    createdAt: new Date().toISOString(),
  };
}
