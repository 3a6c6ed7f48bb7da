import { setTimeout } from "node:timers/promises";
import type { Person } from "../access/index.ts";
import { answer, conversationDeleted } from "../answer/index.ts";
import { createRecentHits } from "../answer/recent-hits.ts";
import { createRunningAnswers } from "../answer/running.ts";
import type { Config } from "../base/config.ts";
import { FootnoteError } from "../base/errors.ts";
import type { Answer, AnswerEvent, Turn } from "../base/types.ts";
import type { Conversations } from "../catalog/index.ts";
import type { Generator } from "../generate/types.ts";
import { conversationTitle } from "../prompt/index.ts";
import { type AnswerContextOptions, createAnswerContext } from "./context/answer-context.ts";
import { requireModel } from "./context/running-model.ts";

export interface AnswersServiceOptions extends AnswerContextOptions {
  conversations: Conversations;
  generator: Generator;
  config: AnswerContextOptions["config"] & Partial<Pick<Config, "QUEUE_LIMIT">>;
}

/** What someone asks, as the API takes it. */
export interface Question {
  question: string;
  collectionIds?: string[] | undefined;
  documentIds?: string[] | undefined;
  conversationId?: string | undefined;
  /** The model that is expected to answer, by its name or id; whichever runs when not given. */
  model?: string | undefined;
  /** Tokens of thinking; the setting when not given, 0 for none. */
  thoughtTokens?: number | undefined;
}

/** A place in the queue is likely free again after so long, seconds. */
const RETRY_AFTER_S = 15;
/** Evidence waits no longer than this for the length of the queue, ms. */
const QUEUE_PATIENCE_MS = 250;
/** Turns of a conversation that a follow-up may lean on. */
const turnsKept = 4;

/** Asking, within what the person may see. */
export function createAnswersService(options: AnswersServiceOptions) {
  const { conversations, generator, config } = options;
  const context = createAnswerContext(options);
  const running = createRunningAnswers();
  const recentHits = createRecentHits();

  const conversationFor = async (person: Person, { conversationId, question }: Question) => {
    if (conversationId === undefined) {
      return { id: await conversations.create(person.id, conversationTitle(question)), history: [] };
    }
    const found = await conversations.get(conversationId, person.id);
    if (!found) {
      throw new FootnoteError("not_found", "conversationId: There is no such conversation.", {
        hint: "It may have been deleted. Start a new one.",
      });
    }
    const history = found.answers.slice(-turnsKept).map(({ question, text }): Turn => ({ question, text }));
    return { id: found.id, history };
  };

  /** Over the limit at once, before anything is kept; who comes in the same moment hears it from the model process. */
  const refuseOverload = async () => {
    const asked = generator.info().then(
      (info) => info.queued ?? 0,
      () => 0, // without a model there is still evidence
    );
    const queued = await Promise.race([asked, setTimeout(QUEUE_PATIENCE_MS, 0, { ref: false })]);
    if (queued < (config.QUEUE_LIMIT ?? Infinity)) return;
    throw new FootnoteError("overloaded", `${queued} questions are waiting already.`, {
      hint: `Ask again in about ${RETRY_AFTER_S} s. Searching works meanwhile.`,
      retryAfter: RETRY_AFTER_S,
    });
  };

  return {
    /**
     * Starts an answer. What can be refused is refused here, before anything is streamed.
     * @throws FootnoteError `bad_request` for another model, `no_documents`, `not_found`, `overloaded`.
     */
    async ask(person: Person, asked: Question, stop: AbortController): Promise<AsyncIterable<AnswerEvent>> {
      await requireModel(generator, asked.model);
      const scope = await context.scopeOf(person, asked.collectionIds, asked.documentIds);
      await context.requireDocuments(scope);
      await refuseOverload();
      const { id, history } = await conversationFor(person, asked);
      const keep = (made: Answer) => conversations.keep(made, person.id);
      const deps = { ...context.deps(generator, keep), recentHits };
      const answerNow = new AbortController();
      const request = {
        question: asked.question,
        scope,
        conversationId: id,
        history,
        signal: stop.signal,
        user: person.id,
        answerNow: answerNow.signal,
        ...(asked.thoughtTokens === undefined ? {} : { thoughtTokens: asked.thoughtTokens }),
      };
      const isKept = () => conversations.exists(id, person.id);
      return running.start(stoppedWhen(answer(deps, request), stop, isKept), person.id, stop, answerNow);
    },

    /**
     * Closes the thinking of an answer of this person, so that it is written at once; one that has ended is left as it is.
     * @throws FootnoteError `not_found`, or `conflict` where the model server cannot be told.
     */
    async answerNow(person: Person, answerId: string): Promise<void> {
      const { running: ours } = await generator.info();
      if (ours === undefined) {
        throw new FootnoteError("conflict", "This model server cannot be told to answer now.", {
          hint: "Wait, or stop the answer.",
        });
      }
      if (running.answerNow(answerId, person.id)) return;
      if (!(await conversations.answer(answerId, person.id))) {
        throw new FootnoteError("not_found", "There is no such answer.");
      }
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

/** Between two looks at whether the conversation is still there, ms. */
const LOOK_EVERY_MS = 1000;

/** Stops the generation when there is no conversation any more to keep its answer in. */
async function* stoppedWhen(
  events: AsyncIterable<AnswerEvent>,
  stop: AbortController,
  isKept: () => Promise<boolean>,
): AsyncGenerator<AnswerEvent> {
  const look = setInterval(() => {
    isKept().then(
      (kept) => kept || stop.abort(conversationDeleted()),
      () => {}, // keeping the answer will tell
    );
  }, LOOK_EVERY_MS);
  look.unref();
  try {
    yield* events;
  } finally {
    clearInterval(look);
  }
}

export type AnswersService = ReturnType<typeof createAnswersService>;
