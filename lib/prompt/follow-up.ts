import { contentWords } from "../base/text/index.ts";
import type { Turn } from "../base/types.ts";

/** Words that point back at an earlier turn. */
const POINTING =
  /\b(?:it|its|they|them|their|theirs|this|that|these|those|he|him|his|she|her|hers|there|then|same|former|latter|other|others|ones?|such|else|more|again|previous(?:ly)?|earlier|above)\b/i;
/** Openings that carry on: "And in 2021?", "What about Apple?", "Why?" */
const CARRYING_ON =
  /^(?:and|or|but|so|also|what about|how about|why|how so|how come|since when|who else|where else|for example|for)\b/i;
const POINTING_CHINESE = /^(?:那|那么|还有|以及|为什么|它|他|她|这|其)|(?:它|他们|她们|这个|那个|这些|那些|其中)/;

/**
 * A follow-up made to stand alone, for searching: the subject words of the earlier questions are carried over when the
 * question points back at them ("When was it signed?") or is too short to stand ("And in 2021?").
 *
 * This is a rule and no model call: R1 would have to think before every search, and the starter model rewrites badly
 * (docs/decisions/0015-follow-ups.md).
 * @returns null when the question stands alone.
 */
export function standAlone(question: string, history: Turn[]): string | null {
  const previous = history.at(-1);
  if (previous === undefined || !pointsBack(question)) return null;
  const earlier = standAlone(previous.question, history.slice(0, -1)) ?? previous.question;
  const carried = carriedWords(earlier, question);
  return carried === "" ? null : `${question.trim()} (${carried})`;
}

function pointsBack(question: string): boolean {
  const asked = question.trim();
  if (POINTING_CHINESE.test(asked) || CARRYING_ON.test(asked)) return true;
  const names = asked.match(/(?<!^)(?<![.?!]\s)\b\p{Lu}[\p{L}\p{N}-]+/gu)?.length ?? 0;
  const content = contentWords(asked).length;
  return (POINTING.test(asked) && names < 2) || content <= 1;
}

/** The earlier question's content words, without those already there; its figures give way to new ones. */
function carriedWords(earlier: string, question: string): string {
  const asked = contentWords(question);
  const known = new Set(asked.map((word) => word.form));
  const newFigure = asked.some((word) => word.number);
  return contentWords(earlier)
    .filter((word) => !known.has(word.form) && !(newFigure && word.number))
    .map((word) => earlier.slice(word.start, word.end))
    .filter((word) => !POINTING.test(word))
    .join(" ");
}

/** A title for a conversation, from its first question: its first words, never a thought of the model. */
export function conversationTitle(question: string): string {
  const line = question.replace(/\s+/g, " ").trim();
  if (line.length <= 60) return line;
  const cut = line.slice(0, 60);
  const space = cut.lastIndexOf(" ");
  return `${(space > 30 ? cut.slice(0, space) : cut).replace(/[\s,;:.–-]+$/, "")}…`;
}
