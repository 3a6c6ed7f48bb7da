import { FootnoteError } from "../../base/errors.ts";

/** Longest times of one answer, ms. */
export interface TimeLimits {
  /** Waiting for a free sequence. */
  queueMs: number;
  /** From then until the first token: reading the prompt. */
  firstTokenMs: number;
  /** All of it, waiting included. */
  answerMs: number;
}

/** A signal that aborts when a stage of an answer takes longer than it may. */
export class Deadline {
  readonly #limits: TimeLimits;
  readonly #over = new AbortController();
  readonly #whole: NodeJS.Timeout;
  #stage: NodeJS.Timeout;

  /** Begins with the wait in the queue. */
  constructor(limits: TimeLimits) {
    this.#limits = limits;
    this.#stage = this.#after(limits.queueMs, () => {
      const retryAfter = Math.ceil(limits.queueMs / 1000);
      return new FootnoteError("overloaded", `No place became free within ${seconds(limits.queueMs)}.`, {
        hint: `Ask again in about ${retryAfter} s.`,
        retryAfter,
      });
    });
    this.#whole = this.#after(limits.answerMs, () =>
      tooSlow(`The answer took longer than its limit of ${seconds(limits.answerMs)}.`, "ANSWER_TIMEOUT_S"),
    );
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** The place is there; the first token has to come next. */
  granted(): void {
    clearTimeout(this.#stage);
    const { firstTokenMs } = this.#limits;
    this.#stage = this.#after(firstTokenMs, () =>
      tooSlow(`The model did not begin to answer within ${seconds(firstTokenMs)}.`, "FIRST_TOKEN_TIMEOUT_S"),
    );
  }

  /** The first token is there. */
  began(): void {
    clearTimeout(this.#stage);
  }

  end(): void {
    clearTimeout(this.#stage);
    clearTimeout(this.#whole);
  }

  #after(ms: number, reason: () => FootnoteError): NodeJS.Timeout {
    return setTimeout(() => this.#over.abort(reason()), ms).unref();
  }
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;

function tooSlow(message: string, setting: string): FootnoteError {
  return new FootnoteError("model_unavailable", message, {
    hint: `What had arrived is kept. Ask about fewer documents, choose a smaller model, or raise ${setting}.`,
  });
}
