import { contentWords, originalWords } from "../base/text/index.ts";
import type { Hit } from "../base/types.ts";
import type { RankedEvidence } from "./evidence.ts";

export interface Relevance {
  /** 0…1; only comparable within one embedder. */
  score: number;
  relevant: boolean;
  /** Well above the threshold. */
  strong: boolean;
}

/** How much each sign weighs; together 1. */
const WEIGHTS = { meaning: 0.4, evidence: 0.2, sentence: 0.2, words: 0.15, names: 0.05 };
/** So many of the question's content words in one hit are enough: long questions say much that no single passage repeats. */
const ENOUGH_WORDS = 4;
/**
 * Scores below these mean that the documents do not hold the answer, by embedder. Calibrated on SQuAD 2.0 with articles left
 * out, on the golden set and on questions about the guide (docs/decisions/0012-refusal.md); an embedder that was not calibrated refuses less.
 */
const THRESHOLDS: [RegExp, number][] = [[/minilm/i, 0.512]];
const DEFAULT_THRESHOLD = 0.42;
/** With words alone, without the first weight. */
const WORDS_THRESHOLD = 0.5;
/** So far above the threshold evidence counts as strong. */
const STRONG = 0.08;
/** Hits whose words are looked at. */
const HITS = 5;

/**
 * Assesses whether the hits can hold an answer, by five signs: how near the nearest chunk or evidence sentence is in meaning,
 * how good the best evidence is, what share of the question's words it holds, how many of them one of the first hits holds,
 * and what share of its names.
 */
export function assessRelevance(request: {
  question: string;
  hits: Hit[];
  ranked: RankedEvidence;
  fingerprint: string | null;
}): Relevance {
  const { question, hits, ranked, fingerprint } = request;
  const [best] = ranked.evidence;
  if (hits.length === 0 || best === undefined) return { score: 0, relevant: false, strong: false };
  const texts = hits.slice(0, HITS).map((hit) => formsOf(`${hit.headings.join(" ")}\n${hit.text}`));
  const asked = [...new Set(contentWords(question).map((word) => word.form))];
  const names = [...new Set(namesIn(question))];
  const held = mostHeld(asked, texts);
  const others =
    WEIGHTS.evidence * best.score +
    WEIGHTS.sentence * (mostHeld(asked, [formsOf(best.text)]) / Math.max(1, asked.length)) +
    WEIGHTS.words * Math.min(1, held / Math.max(1, Math.min(ENOUGH_WORDS, asked.length))) +
    WEIGHTS.names * (names.length === 0 ? held / Math.max(1, asked.length) : mostHeld(names, texts) / names.length);
  // Also when a document has only its words stage yet: then no hit has been compared by meaning.
  const compared = hits.flatMap((hit) => hit.scores.vector ?? []);
  if (fingerprint === null || compared.length === 0)
    return relevanceAt(others / (1 - WEIGHTS.meaning), WORDS_THRESHOLD);
  const score = WEIGHTS.meaning * Math.max(0, ranked.nearest ?? 0, ...compared) + others;
  const threshold = THRESHOLDS.find(([pattern]) => pattern.test(fingerprint))?.[1] ?? DEFAULT_THRESHOLD;
  return relevanceAt(score, threshold);
}

/** How many of the words the text that holds most of them holds. */
function mostHeld(wanted: string[], texts: Set<string>[]): number {
  return Math.max(...texts.map((forms) => wanted.filter((form) => forms.has(form)).length));
}

/** Capitalised words and figures of a question, its first word and the word I left out. */
function namesIn(question: string): string[] {
  const found = question.matchAll(/(?<!^)(?<![\p{L}\p{N}])[\p{Lu}\d][\p{L}\p{N}'’-]*/gu);
  const names = [...found].map(([name]) => name).filter((name) => !/^I(?:['’]\w+)?$/.test(name));
  return names.flatMap((name) => originalWords(name).map((word) => word.form));
}

function relevanceAt(score: number, threshold: number): Relevance {
  return { score, relevant: score >= threshold, strong: score >= threshold + STRONG };
}

function formsOf(text: string): Set<string> {
  return new Set(originalWords(text).map((word) => word.form));
}
