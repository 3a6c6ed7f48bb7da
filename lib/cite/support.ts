import { contentWords, normaliseWithMap, originalWords, words } from "../base/text/index.ts";
import type { Support } from "../base/types.ts";
import { type Facts, holdsNumber, readFacts } from "./facts.ts";

/** What speaks for and against a sentence, given the words it points at. */
export interface SupportCheck {
  /** 0…1, higher is better borne out. */
  score: number;
  support: Support;
  /** What the quote does not bear out, for the reader: "92%", "not", "Intel". */
  missing: string[];
}

/** Where supported and partial begin; docs/decisions/0013-support.md says on what they were set. */
export const SUPPORT_THRESHOLDS = { supported: 0.68, partial: 0.35 };

const SCALE_WORD = /^(?:thousand|million|billion|trillion)$/;

/** What one missing fact leaves of the score. */
const LEFT_OVER = { number: 0.3, date: 0.35, name: 0.45, negation: 0.25, direction: 0.45 };

/**
 * Checks a sentence against a quote without a second model: every number, date and name of the sentence must be in the
 * quote, denials must agree, and most of its content words must occur or the meaning be near.
 * @param similarity cosine of the two embeddings, or null without an embedder
 * @param context words around the quote (headings, the sentence before) that may name what the quote only calls "it"
 */
export function checkSupport(sentence: string, quote: string, similarity: number | null, context = ""): SupportCheck {
  const held = new Set(originalWords(`${quote}\n${context}`).map((word) => word.form));
  // Figures are checked as facts below: "83.0 billion" may stand as "82,959" in a table of millions.
  const asked = contentWords(sentence).filter((word) => !word.number && !SCALE_WORD.test(word.form));
  const covered = asked.length === 0 ? 1 : asked.filter((word) => held.has(word.form)).length / asked.length;
  const likeness = similarity === null ? covered : 0.6 * covered + 0.4 * Math.max(0, Math.min(1, similarity));
  const said = readFacts(sentence);
  const borne = readFacts(normaliseWithMap(quote).text);
  const missing: string[] = [];
  let score = likeness;
  const lose = (share: number, what: string) => {
    score *= share;
    missing.push(what);
  };
  for (const number of said.numbers) if (!holdsNumber(borne, number)) lose(LEFT_OVER.number, number.form);
  for (const date of said.dates) if (!borne.dates.includes(date)) lose(LEFT_OVER.date, date);
  const known = new Set(rawWords(`${quote}\n${context}`));
  for (const name of new Set(said.names)) if (!known.has(name)) lose(LEFT_OVER.name, name);
  if (said.negations % 2 !== borne.negations % 2) lose(LEFT_OVER.negation, "not");
  for (const pair of turnedRound(said, borne)) lose(LEFT_OVER.direction, pair);
  return { score, support: supportLevel(score), missing };
}

function rawWords(text: string): string[] {
  const plain = normaliseWithMap(text).text;
  return words(plain).map((word) => plain.slice(word.start, word.end).toLowerCase());
}

export function supportLevel(score: number): Support {
  if (score >= SUPPORT_THRESHOLDS.supported) return "supported";
  return score >= SUPPORT_THRESHOLDS.partial ? "partial" : "unverified";
}

function turnedRound(said: Facts, borne: Facts): string[] {
  const pairs: string[] = [];
  for (const [pair, side] of said.directions) {
    const other = borne.directions.get(pair);
    if (other !== undefined && other !== side) pairs.push("opposite");
  }
  return pairs;
}
