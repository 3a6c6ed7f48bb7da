import { words } from "../base/text/index.ts";
import type { Answer, Evidence, Span } from "../base/types.ts";
import type { EvalQuestion, Place } from "./questions.ts";

/** A hit as far as scoring looks at it. */
export interface EvalHit {
  documentName: string;
  spans: Span[];
}

/** What the line made of one question before a model spoke. */
export interface EvalFound {
  hits: EvalHit[];
  /** Null when only the search was asked. */
  evidence: Evidence[] | null;
  /** False when Footnote would refuse for want of evidence; null when the search does not say. */
  relevant: boolean | null;
  /** ms */
  retrieveMs: number;
  evidenceMs: number;
}

/** One question's result. `null` where the question does not say what is right. */
export interface QuestionScore {
  id: string;
  question: string;
  kinds: string[];
  unanswerable: boolean;
  /** True when the question says where its answer stands. */
  placed: boolean;
  /** Rank, from 1, by which every needed page was among the hits; null when one never was. */
  pageRank: number | null;
  /** The same for documents. */
  documentRank: number | null;
  /** Every needed page is among the evidence's pages. */
  evidencePage: boolean | null;
  /** The evidence holds most words of the quote, or the answer's words. */
  evidenceText: boolean | null;
  /** Null when neither a model was asked nor the search said whether it would be. */
  refused: boolean | null;
  retrieveMs: number;
  evidenceMs: number;
  answer: AnswerScore | null;
}

export interface AnswerScore {
  status: Answer["status"];
  sentences: number;
  supported: number;
  /** Citations to a needed page, of all citations; null without citations or places. */
  citationPrecision: number | null;
  /** Needed pages that were cited. */
  citationRecall: number | null;
  totalMs: number;
}

export function scoreQuestion(question: EvalQuestion, found: EvalFound, answer: Answer | null): QuestionScore {
  const { places } = question;
  const ranks = places.map((place) => rankOf(found.hits, (hit) => holds(hit, place)));
  const documents = places.map((place) => rankOf(found.hits, (hit) => hit.documentName === place.document));
  const { evidence } = found;
  const inEvidence = places.map((place) => evidence?.some((item) => isAt(item, place)) === true);
  return {
    id: question.id,
    question: question.question,
    kinds: question.kinds,
    unanswerable: question.unanswerable,
    placed: places.length > 0,
    pageRank: worst(ranks),
    documentRank: worst(documents),
    evidencePage: places.length === 0 || evidence === null ? null : inEvidence.every((held) => held),
    evidenceText: evidence === null ? null : evidenceText(question, evidence),
    refused: answer !== null ? answer.status === "no_evidence" : found.relevant === null ? null : !found.relevant,
    retrieveMs: found.retrieveMs,
    evidenceMs: found.evidenceMs,
    answer: answer === null ? null : scoreAnswer(question, answer),
  };
}

function worst(ranks: number[]): number | null {
  const rank = Math.max(...ranks);
  return Number.isFinite(rank) ? rank : null;
}

function rankOf(hits: EvalHit[], right: (hit: EvalHit) => boolean): number {
  const index = hits.findIndex(right);
  return index < 0 ? Infinity : index + 1;
}

function holds(hit: EvalHit, place: Place): boolean {
  return (
    hit.documentName === place.document && (place.page === null || hit.spans.some((span) => span.page === place.page))
  );
}

function isAt(item: { documentName: string; page: number }, place: Place): boolean {
  return item.documentName === place.document && (place.page === null || item.page === place.page);
}

/** Share of a quote's words that a sentence must hold to count as the same passage. */
const SAME_PASSAGE = 0.6;

function evidenceText(question: EvalQuestion, evidence: Evidence[]): boolean | null {
  const quotes = question.places.map((place) => place.quote).filter((quote) => quote !== null);
  if (quotes.length > 0)
    return quotes.every((quote) => evidence.some((item) => overlap(quote, item.text) >= SAME_PASSAGE));
  const { answer } = question;
  if (answer === null || question.unanswerable) return null;
  return evidence.some((item) => overlap(answer, item.text) === 1);
}

/** Share of the first text's words that the second holds, or the other way round where the second is shorter. */
function overlap(wanted: string, text: string): number {
  const a = new Set(words(wanted).map((word) => word.form));
  const b = new Set(words(text).map((word) => word.form));
  const [small, large] = a.size <= b.size || b.size < 4 ? [a, b] : [b, a];
  let shared = 0;
  for (const form of small) if (large.has(form)) shared++;
  return small.size === 0 ? 0 : shared / small.size;
}

function scoreAnswer({ places }: EvalQuestion, answer: Answer): AnswerScore {
  const right = answer.citations.filter((citation) => places.some((place) => isAt(citation, place)));
  const cited = places.filter((place) => answer.citations.some((citation) => isAt(citation, place)));
  return {
    status: answer.status,
    sentences: answer.sentences.length,
    supported: answer.sentences.filter((sentence) => sentence.support === "supported").length,
    citationPrecision:
      places.length === 0 || answer.citations.length === 0 ? null : right.length / answer.citations.length,
    citationRecall: places.length === 0 ? null : cited.length / places.length,
    totalMs: answer.timings.totalMs,
  };
}
