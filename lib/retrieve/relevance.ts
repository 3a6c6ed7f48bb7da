import { contentWords, originalWords } from "../text.ts";
import type { Evidence, Hit } from "../types.ts";

export interface Relevance {
  /** 0…1; only comparable within one embedder. */
  score: number;
  relevant: boolean;
  /** Well above the threshold. */
  strong: boolean;
}

/** How much each sign weighs; together 1. */
const WEIGHTS = { meaning: 0.5, words: 0.25, evidence: 0.25 };
/** So many of the question's content words in one hit are enough: long questions say much that no single passage repeats. */
const ENOUGH_WORDS = 4;
/**
 * Scores below these mean that the documents do not hold the answer, by embedder. Calibrated on SQuAD 2.0 with articles left
 * out and on the golden set (docs/decisions/0012-refusal.md); an embedder that was not calibrated refuses less.
 */
const THRESHOLDS: [RegExp, number][] = [[/minilm/i, 0.495]];
const DEFAULT_THRESHOLD = 0.42;
/** With words alone, without the first weight. */
const WORDS_THRESHOLD = 0.5;
/** So far above the threshold evidence counts as strong. */
const STRONG = 0.08;
/** Hits whose words are looked at. */
const HITS = 5;

/**
 * Judges whether the hits can hold an answer, by three signs: how near the nearest chunk is in meaning, how many of the
 * question's words one of the first hits holds, and how good the best evidence is.
 */
export function judgeRelevance(request: {
  question: string;
  hits: Hit[];
  evidence: Evidence[];
  fingerprint: string | null;
}): Relevance {
  const { question, hits, evidence, fingerprint } = request;
  if (hits.length === 0) return { score: 0, relevant: false, strong: false };
  const asked = [...new Set(contentWords(question).map((word) => word.form))];
  const matched = hits.slice(0, HITS).map((hit) => {
    const forms = formsOf(`${hit.headings.join(" ")}\n${hit.text}`);
    return asked.filter((form) => forms.has(form)).length;
  });
  const words = Math.min(1, Math.max(...matched) / Math.min(ENOUGH_WORDS, asked.length));
  const others = WEIGHTS.words * words + WEIGHTS.evidence * (evidence[0]?.score ?? 0);
  // Also when a document has only its words stage yet: then no hit has been compared by meaning.
  if (fingerprint === null || hits.every((hit) => hit.scores.vector === null)) {
    const score = others / (1 - WEIGHTS.meaning);
    return verdict(score, WORDS_THRESHOLD);
  }
  const score = WEIGHTS.meaning * Math.max(0, ...hits.map((hit) => hit.scores.vector ?? 0)) + others;
  const threshold = THRESHOLDS.find(([pattern]) => pattern.test(fingerprint))?.[1] ?? DEFAULT_THRESHOLD;
  return verdict(score, threshold);
}

function verdict(score: number, threshold: number): Relevance {
  return { score, relevant: score >= threshold, strong: score >= threshold + STRONG };
}

function formsOf(text: string): Set<string> {
  return new Set(originalWords(text).map((word) => word.form));
}
