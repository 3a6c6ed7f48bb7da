import type { QuestionScore } from "./score.ts";

/** A share with the count behind it; `of` 0 means that there was nothing to measure. */
export interface Share {
  right: number;
  of: number;
  /** NaN-free: 0 when `of` is 0. */
  share: number;
}

export interface Latency {
  medianMs: number;
  p95Ms: number;
}

/** The figures of one run under one setting. */
export interface EvalSummary {
  questions: number;
  /** Every needed page among the first k hits, by k. */
  pageHit: Record<number, Share>;
  documentHit: Record<number, Share>;
  evidencePage: Share;
  evidenceText: Share;
  /** Unanswerable questions that were refused. */
  refusedRight: Share;
  /** Answerable questions that were refused. */
  refusedWrong: Share;
  retrieve: Latency;
  evidence: Latency;
  /** Null when no answers were made. */
  answers: {
    made: number;
    supportedSentences: Share;
    citationPrecision: number;
    citationRecall: number;
    total: Latency;
  } | null;
  /** Page hit at 5 by kind of question. */
  byKind: Record<string, Share>;
}

export interface EvalReport {
  setting: string;
  createdAt: string;
  summary: EvalSummary;
  scores: QuestionScore[];
}

const KS = [1, 3, 5, 10];

export function summarise(scores: QuestionScore[]): EvalSummary {
  const placed = scores.filter((score) => score.placed);
  const within = (rank: number | null, k: number) => rank !== null && rank <= k;
  const judged = scores.filter((score) => score.refused !== null);
  const answerable = judged.filter((score) => !score.unanswerable);
  const unanswerable = judged.filter((score) => score.unanswerable);
  const kinds = [...new Set(placed.flatMap((score) => score.kinds))].sort();
  return {
    questions: scores.length,
    pageHit: Object.fromEntries(KS.map((k) => [k, shareOf(placed, (score) => within(score.pageRank, k))])),
    documentHit: Object.fromEntries(KS.map((k) => [k, shareOf(placed, (score) => within(score.documentRank, k))])),
    evidencePage: shareOf(
      scores.filter((score) => score.evidencePage !== null),
      (score) => score.evidencePage === true,
    ),
    evidenceText: shareOf(
      scores.filter((score) => score.evidenceText !== null),
      (score) => score.evidenceText === true,
    ),
    refusedRight: shareOf(unanswerable, (score) => score.refused === true),
    refusedWrong: shareOf(answerable, (score) => score.refused === true),
    retrieve: latency(scores.map((score) => score.retrieveMs)),
    evidence: latency(scores.map((score) => score.evidenceMs)),
    answers: summariseAnswers(scores),
    byKind: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        shareOf(
          placed.filter((score) => score.kinds.includes(kind)),
          (score) => within(score.pageRank, 5),
        ),
      ]),
    ),
  };
}

function summariseAnswers(scores: QuestionScore[]): EvalSummary["answers"] {
  const answers = scores.map((score) => score.answer).filter((answer) => answer !== null);
  if (answers.length === 0) return null;
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const mean = (values: (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? 0 : sum(known) / known.length;
  };
  const supported = sum(answers.map((answer) => answer.supported));
  const sentences = sum(answers.map((answer) => answer.sentences));
  return {
    made: answers.length,
    supportedSentences: { right: supported, of: sentences, share: sentences === 0 ? 0 : supported / sentences },
    citationPrecision: mean(answers.map((answer) => answer.citationPrecision)),
    citationRecall: mean(answers.map((answer) => answer.citationRecall)),
    total: latency(answers.map((answer) => answer.totalMs)),
  };
}

function shareOf<T>(all: T[], right: (one: T) => boolean): Share {
  const count = all.filter(right).length;
  return { right: count, of: all.length, share: all.length === 0 ? 0 : count / all.length };
}

export function latency(values: number[]): Latency {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { medianMs: at(0.5), p95Ms: at(0.95) };
}

/** A question that one setting got right and the other did not. */
export interface Change {
  id: string;
  question: string;
  what: "page among the first 5" | "page among the evidence" | "refusal";
  better: boolean;
}

/** What got better and worse from one run to another over the same questions. */
export function compareReports(before: EvalReport, after: EvalReport): Change[] {
  const earlier = new Map(before.scores.map((score) => [score.id, score]));
  return after.scores.flatMap((score) => {
    const old = earlier.get(score.id);
    if (old === undefined) return [];
    const { id, question } = score;
    const changes: Change[] = [];
    const note = (what: Change["what"], was: boolean | null, is: boolean | null) => {
      if (was !== null && is !== null && was !== is) changes.push({ id, question, what, better: is });
    };
    note("page among the first 5", old.placed ? isHit(old) : null, score.placed ? isHit(score) : null);
    note("page among the evidence", old.evidencePage, score.evidencePage);
    note("refusal", isRightlyRefused(old), isRightlyRefused(score));
    return changes;
  });
}

/** Refused where it should be and only there; null when that was not measured. */
export function isRightlyRefused({ refused, unanswerable }: QuestionScore): boolean | null {
  return refused === null ? null : refused === unanswerable;
}

export function isHit({ pageRank }: QuestionScore): boolean {
  return pageRank !== null && pageRank <= 5;
}
