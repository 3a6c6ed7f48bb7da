import { FootnoteError } from "../base/errors.ts";
import { isInHan } from "../base/text/index.ts";
import type { Answer, AnswerStatus } from "../base/types.ts";
import { detectDecline } from "../cite/index.ts";
import type { Ending } from "../generate/index.ts";
import { copiesPrompt } from "../prompt/index.ts";
import type { Plan } from "./plan-prompt.ts";

/** How a finished generation came about. */
export interface Generated {
  /** Citations that the model itself wrote. */
  cited: number;
  /** The evidence is strong. */
  strong: boolean;
  ending: Ending;
  /** The asker had the thinking cut short. */
  cutShort: boolean;
}

/** What a finished answer is called, and what its reader is told. */
export function outcomeOf(made: Answer, plan: Plan, generated: Generated): Outcome {
  const unwritten = whyUnwritten(made, plan);
  if (unwritten !== null) {
    return made.evidence.length > 0
      ? { status: "quoted", note: `${unwritten}; ${OWN_SENTENCES}` }
      : { status: "model_declined", note: `${unwritten}.` };
  }
  if (answersNothing(made, plan, generated)) return { status: "model_declined", note: DECLINED };
  return { status: "answered", note: cutOff(generated.ending) ?? otherLanguage(made) ?? thinking(made, generated) };
}

export interface Outcome {
  status: AnswerStatus;
  note: string | null;
}

/**
 * What the reader of a quoted answer is told when there was no model to write one; null when that is not what went wrong, or
 * when there is nothing to quote.
 */
export function noteWithoutModel({ text, evidence }: Answer, error: unknown): string | null {
  if (text !== "" || evidence.length === 0 || !(error instanceof FootnoteError)) return null;
  if (!NO_MODEL.includes(error.code)) return null;
  const hint = error.hint === undefined ? "" : ` ${error.hint}`;
  return `${error.message}${hint} Meanwhile, ${OWN_SENTENCES}`;
}

const NO_MODEL: string[] = ["model_missing", "model_damaged", "model_unavailable"];

/** Why there is no text of the model's own: nothing but markers, or its prompt over again. */
function whyUnwritten({ text, reasoning }: Answer, plan: Plan): string | null {
  if (!/[\p{L}\p{N}]/u.test(text)) return reasoning.trim() === "" ? NOTHING : ONLY_THOUGHT;
  return copiesPrompt(text, plan) ? COPIED : null;
}

/** True when the model declined, or said nothing that the sources bear out, although the evidence is there. */
function answersNothing(made: Answer, plan: Plan, { cited, strong }: Generated): boolean {
  if (made.sentences.some((sentence) => sentence.support === "supported")) return false;
  const sources = [...plan.sources.map((source) => source.text), ...made.evidence.map((item) => item.text)];
  const { declined } = detectDecline({ text: made.text, sources, cited });
  const bare = strong && cited === 0 && made.sentences.every((sentence) => sentence.support === "unverified");
  return declined || bare;
}

function cutOff({ reason, loop }: Ending): string | null {
  if (loop === "answer") return REPEATED;
  return reason === "length" ? TOO_LONG : null;
}

/** What became of the thinking, where it did not end by itself. */
function thinking({ usage }: Answer, { ending, cutShort }: Generated): string | null {
  if (ending.loop === "thought") return LOOPED;
  return cutShort ? `You asked for the answer at once, after ${usage.reasoningTokens} tokens of thinking.` : null;
}

/** Thinking drifts into Chinese now and then, and an answer with it. */
function otherLanguage({ question, text }: Answer): string | null {
  return isInHan(question) === isInHan(text) ? null : OTHER_LANGUAGE;
}

const LOOPED = "The thinking went in circles and was broken off; the answer was written from what it had by then.";
const OWN_SENTENCES = "these are the documents' own sentences.";
const NOTHING = "The model wrote nothing";
const ONLY_THOUGHT = "The model spent its tokens on thinking and wrote nothing";
const COPIED = "The model repeated what it was given to read instead of answering";
const OTHER_LANGUAGE = "The model answered in another language than the question's. Ask again for another try.";
const DECLINED = "The model did not answer from the documents. The evidence above is what they say.";
const TOO_LONG = "The answer was cut off at its length limit.";
const REPEATED = "The model began to repeat itself and was stopped.";
