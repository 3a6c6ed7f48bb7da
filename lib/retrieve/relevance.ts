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
const WEIGHTS = { meaning: 0.4, evidence: 0.25, words: 0.15, share: 0.1, names: 0.1 };
/** So many of the question's content words in one hit are enough: long questions say much that no single passage repeats. */
const ENOUGH_WORDS = 4;
/**
 * Scores below these mean that the documents do not hold the answer, by embedder. Calibrated on SQuAD 2.0 with articles left
 * out and on the golden set (docs/decisions/0012-refusal.md); an embedder that was not calibrated refuses less.
 */
const THRESHOLDS: [RegExp, number][] = [[/minilm/i, 0.52]];
const DEFAULT_THRESHOLD = 0.42;
/** With words alone, without the first weight. */
const WORDS_THRESHOLD = 0.5;
/** So far above the threshold evidence counts as strong. */
const STRONG = 0.08;
/** Hits whose words are looked at. */
const HITS = 5;

/**
 * Judges whether the hits can hold an answer, by five signs: how near the nearest chunk is in meaning, how good the best
 * evidence is, how many and what share of the question's words one of the first hits holds, and what share of its names.
 */
export function judgeRelevance(request: {
  question: string;
  hits: Hit[];
  evidence: Evidence[];
  fingerprint: string | null;
}): Relevance {
  const { question, hits, evidence, fingerprint } = request;
  if (hits.length === 0) return { score: 0, relevant: false, strong: false };
  const texts = hits.slice(0, HITS).map((hit) => formsOf(`${hit.headings.join(" ")}\n${hit.text}`));
  const asked = [...new Set(contentWords(question).map((word) => word.form))];
  const names = [...new Set(namesIn(question))];
  const held = mostHeld(asked, texts);
  const share = held / Math.max(1, asked.length);
  const others =
    WEIGHTS.evidence * (evidence[0]?.score ?? 0) +
    WEIGHTS.words * Math.min(1, held / Math.max(1, Math.min(ENOUGH_WORDS, asked.length))) +
    WEIGHTS.share * share +
    WEIGHTS.names * (names.length === 0 ? share : mostHeld(names, texts) / names.length);
  // Also when a document has only its words stage yet: then no hit has been compared by meaning.
  if (fingerprint === null || hits.every((hit) => hit.scores.vector === null)) {
    const score = others / (1 - WEIGHTS.meaning);
    return verdict(score, WORDS_THRESHOLD);
  }
  const score = WEIGHTS.meaning * Math.max(0, ...hits.map((hit) => hit.scores.vector ?? 0)) + others;
  const threshold = THRESHOLDS.find(([pattern]) => pattern.test(fingerprint))?.[1] ?? DEFAULT_THRESHOLD;
  return verdict(score, threshold);
}

/** How many of the words the text that holds most of them holds. */
function mostHeld(wanted: string[], texts: Set<string>[]): number {
  return Math.max(...texts.map((forms) => wanted.filter((form) => forms.has(form)).length));
}

/** Capitalised words and figures of a question, its first word left out. */
function namesIn(question: string): string[] {
  const found = question.matchAll(/(?<!^)(?<![\p{L}\p{N}])[\p{Lu}\d][\p{L}\p{N}'’-]*/gu);
  return [...found].flatMap(([name]) => originalWords(name).map((word) => word.form));
}

function verdict(score: number, threshold: number): Relevance {
  return { score, relevant: score >= threshold, strong: score >= threshold + STRONG };
}

function formsOf(text: string): Set<string> {
  return new Set(originalWords(text).map((word) => word.form));
}
