import { contentWords, isInHan } from "../base/text/index.ts";
import declines from "./declines.json" with { type: "json" };

export interface DeclineRequest {
  /** The answer's text, markers out. */
  text: string;
  /** What the model had before it: evidence or sources. */
  sources: string[];
  /** Citations that the model itself wrote to existing sources. */
  cited: number;
}

export interface Decline {
  declined: boolean;
  /** "wording": a known refusal; "official": a known line instead of an answer; "elsewhere": nothing of the sources in it. */
  reason: "wording" | "official" | "elsewhere" | null;
  /** Share of the text's content words that the sources hold, 0…1. */
  overlap: number;
}

const patterns = (group: { en: string[]; zh: string[] }) =>
  [...group.en, ...group.zh].map((source) => new RegExp(source, "i"));
const DECLINING = patterns(declines.declining);
const OFFICIAL = patterns(declines.official);

/** A text with this much of the sources in it quotes a refusal rather than being one. */
const QUOTES = 0.6;
/** An official line shares at most this much with sources that say something else. */
const OFF_SUBJECT = 0.45;
/** Below this nothing was taken from the sources. */
const ELSEWHERE = 0.2;

/**
 * Tells whether a model declined or changed the subject, although there are sources to answer from. Pure; the wordings are
 * data in `declines.json`. Figures are in docs/decisions/0014-declines.md.
 */
export function detectDecline({ text, sources, cited }: DeclineRequest): Decline {
  const overlap = shareHeld(text, sources);
  const plain = text.replace(/[’‘]/g, "'");
  const outcome = (reason: Decline["reason"]): Decline => ({
    declined: reason !== null,
    reason,
    overlap,
  });
  if (text.trim() === "") return outcome(null);
  if (overlap < QUOTES && cited === 0 && DECLINING.some((pattern) => pattern.test(plain))) return outcome("wording");
  if (overlap < OFF_SUBJECT && cited === 0 && OFFICIAL.some((pattern) => pattern.test(plain)))
    return outcome("official");
  // A text in another script than the sources shares no words with them, and may yet be right.
  if (overlap < ELSEWHERE && cited === 0 && sameScript(text, sources)) return outcome("elsewhere");
  return outcome(null);
}

function shareHeld(text: string, sources: string[]): number {
  const held = new Set(sources.flatMap((source) => contentWords(source).map((word) => word.form)));
  const asked = [...new Set(contentWords(text).map((word) => word.form))];
  return asked.length === 0 ? 0 : asked.filter((form) => held.has(form)).length / asked.length;
}

function sameScript(text: string, sources: string[]): boolean {
  return isInHan(text) === isInHan(sources.join(" "));
}
