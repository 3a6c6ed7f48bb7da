import type { LlamaDecisionContext } from "node-llama-cpp";
import { z } from "zod";
import { FootnoteError } from "../../base/errors.ts";
import { lazy } from "../../base/lazy.ts";
import type { Engine } from "../engine/engine.ts";
import { plainText } from "../engine/plain-text.ts";

/** A sentence, and the passage that is said to bear it out. */
export interface Decision {
  premise: string;
  sentence: string;
}

/** What `POST /v1/decisions` takes. */
export const decisionsBody = z.object({
  pairs: z.array(z.object({ premise: z.string().min(1), sentence: z.string().min(1) })).max(256),
  /** Time for all of them, ms. */
  time_limit_ms: z.number().positive().max(60_000),
});

/** Tokens of a passage, a sentence and the question about them; a longer passage is cut at its end. */
const contextSize = 512;

/**
 * Asks the model yes or no, without letting it write: node-llama-cpp's structured decisions read the passage and compare the
 * probabilities of the two letters that could come next. The context is made at the first question, one for all callers.
 */
export function createDecider({ model, chatWrapper }: Pick<Engine, "model" | "chatWrapper">) {
  const context = lazy(() => model.createDecisionContext({ contextSize, parallelQuestions: 1, chatWrapper }));
  let last: Promise<unknown> = Promise.resolve();

  /**
   * How likely each passage bears its sentence out, 0…1: as many of the first pairs as the time allows.
   * @throws FootnoteError `model_unavailable` when there is no memory for it; the signal's reason when aborted.
   */
  async function decide(pairs: Decision[], timeLimitMs: number, signal: AbortSignal): Promise<number[]> {
    const end = performance.now() + timeLimitMs;
    const opened = await context.get().catch((cause: unknown) => {
      throw new FootnoteError("model_unavailable", "There is no memory left for decisions beside the answers.", {
        cause,
      });
    });
    const answers: number[] = [];
    for (const pair of pairs) {
      signal.throwIfAborted();
      if (performance.now() >= end) break;
      answers.push(
        await ask(
          opened,
          { premise: plainText(model, pair.premise), sentence: plainText(model, pair.sentence) },
          signal,
        ),
      );
    }
    return answers;
  }

  return {
    decide(pairs: Decision[], timeLimitMs: number, signal: AbortSignal): Promise<number[]> {
      const asked = performance.now();
      const result = last.then(() => decide(pairs, timeLimitMs - (performance.now() - asked), signal));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

export type Decider = ReturnType<typeof createDecider>;

/** Passage and sentence are plain text: nothing in them can act as one of the model's special tokens. */
async function ask(
  context: LlamaDecisionContext,
  { premise, sentence }: Decision,
  signal: AbortSignal,
): Promise<number> {
  const { borneOut } = await context.decide(
    premise,
    {
      borneOut: {
        type: "noul",
        instruction: `Does the text above say the following? "${sentence}"`,
        criteria: { true: "The text says all of it", false: "The text does not say it, or says otherwise" },
      },
    },
    { signal, onOverflow: "truncateDocument" },
  );
  return borneOut.value;
}
