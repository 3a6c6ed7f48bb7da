import { isInHan } from "../base/text/index.ts";
import type { Answer, AnswerStatus } from "../base/types.ts";
import { judgeDecline } from "../cite/index.ts";
import type { Ending } from "../generate/index.ts";
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
export function judge(made: Answer, plan: Plan, generated: Generated): { status: AnswerStatus; note: string | null } {
  if (answersNothing(made, plan, generated)) return { status: "model_declined", note: noAnswer(made) };
  return { status: "answered", note: cutOff(generated.ending) ?? otherLanguage(made) ?? thinking(made, generated) };
}

/** True when the model declined, or said nothing that the sources bear out, although the evidence is there. */
function answersNothing(made: Answer, plan: Plan, { cited, strong }: Generated): boolean {
  if (made.sentences.some((sentence) => sentence.support === "supported")) return false;
  const sources = [...plan.sources.map((source) => source.text), ...made.evidence.map((item) => item.text)];
  const { declined } = judgeDecline({ text: made.text, sources, cited });
  const bare = strong && cited === 0 && made.sentences.every((sentence) => sentence.support === "unsupported");
  return declined || bare;
}

function noAnswer({ text, reasoning }: Answer): string {
  if (text.trim() !== "") return DECLINED;
  return reasoning.trim() === "" ? NO_TEXT : ONLY_THOUGHT;
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
const NO_TEXT = "The model gave no answer. The evidence above is what the documents say.";
const ONLY_THOUGHT =
  "The model spent its tokens on thinking and wrote no answer. The evidence above is what the documents say.";
const OTHER_LANGUAGE = "The model answered in another language than the question's. Ask again for another try.";
const DECLINED = "The model did not answer from the documents. The evidence above is what they say.";
const TOO_LONG = "The answer was cut off at its length limit.";
const REPEATED = "The model began to repeat itself and was stopped.";
