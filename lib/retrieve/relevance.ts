import { contentWords, originalWords } from "../text.ts";
import type { Evidence, Hit } from "../types.ts";

export interface Relevance {
  /** 0…1; only comparable within one embedder. */
  score: number;
  relevant: boolean;
}

/** Scores below these mean that the documents do not hold the answer (docs/decisions/refusal.md), by embedder. */
const THRESHOLDS: [RegExp, number][] = [[/minilm/i, 0.42]];
const DEFAULT_THRESHOLD = 0.42;
/** With words alone. */
const WORDS_THRESHOLD = 0.5;

/**
 * Judges whether the hits can hold an answer: how near the nearest chunk is in meaning, and how much of what the question
 * asks about the best evidence says.
 */
export function judgeRelevance(request: {
  question: string;
  hits: Hit[];
  evidence: Evidence[];
  fingerprint: string | null;
}): Relevance {
  const { question, hits, evidence, fingerprint } = request;
  if (hits.length === 0) return { score: 0, relevant: false };
  const nearest = Math.max(0, ...hits.map((hit) => hit.scores.vector ?? 0));
  const held = coverage(question, evidence, hits);
  if (fingerprint === null) return { score: held, relevant: held >= WORDS_THRESHOLD };
  const score = 0.5 * nearest + 0.5 * held;
  const threshold = THRESHOLDS.find(([pattern]) => pattern.test(fingerprint))?.[1] ?? DEFAULT_THRESHOLD;
  return { score, relevant: score >= threshold };
}

/** Largest share of the question's content words that one of the first hits holds. */
function coverage(question: string, evidence: Evidence[], hits: Hit[]): number {
  const asked = [...new Set(contentWords(question).map((word) => word.form))];
  const texts = [
    ...hits.slice(0, 5).map((hit) => `${hit.headings.join(" ")} ${hit.text}`),
    ...evidence.map((item) => item.text),
  ];
  return Math.max(
    0,
    ...texts.map((text) => {
      const forms = new Set(originalWords(text).map((word) => word.form));
      return asked.filter((form) => forms.has(form)).length / Math.max(1, asked.length);
    }),
  );
}
