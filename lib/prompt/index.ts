import type { Message, Source, Turn } from "../base/types.ts";
import type { GeneratorInfo } from "../generate/types.ts";
import { promptForm } from "./forms.ts";
import { neutralise } from "./neutralise.ts";

export { countFitting, FIRST_TOKEN_TARGET_MS, LEAST_PASSAGES, type PromptLimits, sourceBudget } from "./budget.ts";
export { copiesPrompt } from "./copied-prompt.ts";
export { conversationTitle, standAlone } from "./follow-up.ts";
export { neutralise } from "./neutralise.ts";

export interface PromptRequest {
  question: string;
  /** The question as it was searched, when it was rewritten to stand alone. */
  searchedAs: string | null;
  sources: Source[];
  /** How many of them the conversation's first prompt held already; the rest came with follow-ups. All when not given. */
  firstTurn?: number;
  /** Earlier turns that fit, oldest first; they never hold thoughts. */
  history: Turn[];
  info: Pick<GeneratorInfo, "promptForm">;
  /** ISO date, `2026-11-23`. */
  today: string;
}

/**
 * The messages for one answer: one user turn. Document text is delimited and made harmless. Sources come first and the
 * question last, with the sources that follow-ups added and earlier turns between them, so that a follow-up shares the
 * longest prefix with the prompt before it.
 * Pure: who calls it has already chosen the sources that fit.
 */
export function buildPrompt({
  question,
  searchedAs,
  sources,
  firstTurn,
  history,
  info,
  today,
}: PromptRequest): Message[] {
  const form = promptForm(info.promptForm, question);
  const rendered = sources.map((source) => form.source(source));
  const [body, more] = [rendered.slice(0, firstTurn), rendered.slice(firstTurn ?? rendered.length)];
  // A small model gets no earlier turns: it mixes them up. The rewritten question holds what it needs of them.
  const turns =
    info.promptForm === "r1"
      ? history.map(({ question, text }) => ({
          question: neutralise(question),
          text: neutralise(withoutThoughts(text)),
        }))
      : [];
  const asked = turns.length === 0 ? (searchedAs ?? question) : question;
  return [{ role: "user", content: form.turn(body.join("\n\n"), neutralise(asked), today, turns, more.join("\n\n")) }];
}

/** The text of one source as the model will see it, for counting its tokens. */
export function renderSource(source: Source, info: Pick<GeneratorInfo, "promptForm">, question: string): string {
  return promptForm(info.promptForm, question).source(source);
}

/** Old thoughts are not sent again, also where an earlier server left them in the text. */
function withoutThoughts(text: string): string {
  return text
    .replace(/<think>[\s\S]*?(?:<\/think>|$)/g, "")
    .replace(/^[\s\S]*<\/think>/, "")
    .trim();
}
