import { contentWords, originalWords } from "../text.ts";
import type { Evidence, Hit } from "../types.ts";

export interface Relevance {
  /** 0…1; only comparable within one embedder. */
  score: number;
  relevant: boolean;
}

/** How much each sign weighs; together 1. */
const WEIGHTS = { meaning: 0.4, words: 0.2, names: 0.2, evidence: 0.2 };
/**
 * Scores below these mean that the documents do not hold the answer, by embedder. Calibrated on SQuAD 2.0 with articles left
 * out (docs/decisions/0010-refusal.md); an embedder that was not calibrated gets the lower default, and so refuses less.
 */
const THRESHOLDS: [RegExp, number][] = [[/minilm/i, 0.52]];
const DEFAULT_THRESHOLD = 0.42;
/** With words alone, without the first weight. */
const WORDS_THRESHOLD = 0.55;
/** Hits whose words are looked at. */
const HITS = 5;

/**
 * Judges whether the hits can hold an answer, by four signs: how near the nearest chunk is in meaning, how many of the
 * question's words and of its names and figures one of the first hits holds, and how good the best evidence is.
 */
export function judgeRelevance(request: {
  question: string;
  hits: Hit[];
  evidence: Evidence[];
  fingerprint: string | null;
}): Relevance {
  const { question, hits, evidence, fingerprint } = request;
  if (hits.length === 0) return { score: 0, relevant: false };
  const texts = hits.slice(0, HITS).map((hit) => formsOf(`${hit.headings.join(" ")}\n${hit.text}`));
  const asked = contentWords(question).map((word) => word.form);
  const words = bestShare(asked, texts);
  const names = namesIn(question);
  const signs = {
    meaning: Math.max(0, ...hits.map((hit) => hit.scores.vector ?? 0)),
    words,
    names: names.length === 0 ? words : bestShare(names, texts),
    evidence: evidence[0]?.score ?? 0,
  };
  const others = WEIGHTS.words * signs.words + WEIGHTS.names * signs.names + WEIGHTS.evidence * signs.evidence;
  if (fingerprint === null) {
    const score = others / (1 - WEIGHTS.meaning);
    return { score, relevant: score >= WORDS_THRESHOLD };
  }
  const score = WEIGHTS.meaning * signs.meaning + others;
  const threshold = THRESHOLDS.find(([pattern]) => pattern.test(fingerprint))?.[1] ?? DEFAULT_THRESHOLD;
  return { score, relevant: score >= threshold };
}

function formsOf(text: string): Set<string> {
  return new Set(originalWords(text).map((word) => word.form));
}

/** Largest share of `wanted` that one of the texts holds. */
function bestShare(wanted: string[], texts: Set<string>[]): number {
  const distinct = [...new Set(wanted)];
  if (distinct.length === 0) return 0;
  return Math.max(0, ...texts.map((forms) => distinct.filter((form) => forms.has(form)).length / distinct.length));
}

/** Capitalised words and figures of a question, its first word left out. */
function namesIn(question: string): string[] {
  const found = question.matchAll(/(?<!^)(?<![\p{L}\p{N}])[\p{Lu}\d][\p{L}\p{N}'’-]*/gu);
  return [...found].flatMap(([name]) => originalWords(name).map((word) => word.form));
}
