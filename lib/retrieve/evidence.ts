import { createYielder } from "../base/event-loop.ts";
import { contentWords, isContentsLine, normaliseWithMap, originalWords } from "../base/text/index.ts";
import type { Evidence, Hit } from "../base/types.ts";
import type { Embedder } from "../embed/types.ts";
import { highlightWords } from "./highlight.ts";
import { createSentenceReader } from "./page-sentences.ts";
import type { PageText } from "./sources.ts";

export interface EvidenceOptions {
  /** The embedder once it is ready, else null: then words alone rank. */
  embedder: () => Embedder | null;
  pageText: PageText;
  documentName: (id: string) => string;
  /** Sentences returned at most. */
  limit?: number;
}

/** A sentence that may become evidence. */
interface Candidate {
  hit: Hit;
  page: number;
  start: number;
  end: number;
  text: string;
  forms: Set<string>;
  /** Forms of the headings above it and of the sentence before it. */
  context: Set<string>;
  /** Forms of its whole chunk. */
  chunk: Set<string>;
  lexical: number;
  /** Cosine with the question; null when not compared. */
  similarity: number | null;
  score: number;
}

/** Hits whose sentences are looked at. */
const HITS = 10;
/** Sentences embedded: some 600 tokens, 0.15 s on two cores at 4,000 tokens/s, which keeps evidence within 0.3 s. */
const EMBEDDED = 14;
const EMBEDDED_CHARACTERS = 300;
/** How much each part weighs; docs/decisions/0011-retrieval.md says what was reached with it. */
const WEIGHTS = { lexical: 0.4, meaning: 0.45, hit: 0.15 };
/** A word found only in the heading or the sentence before counts this much. */
const CONTEXT_WORD = 0.4;
/** And one found elsewhere in its chunk this much: a form names its subject once, at the top. */
const CHUNK_WORD = 0.25;
/** Sentences far below the best one are left out. */
const FAR_BELOW = 0.45;

export interface RankedEvidence {
  /** Best first. */
  evidence: Evidence[];
  /** Cosine of the question and the nearest of these sentences; null when nothing was compared by meaning. */
  nearest: number | null;
}

/**
 * The best sentences of the hits, quoted word for word, best first, none twice. Sentences are ranked by the question's
 * words that they hold (rare words weigh more), by likeness of meaning, and by their hit's own score.
 */
export async function rankEvidence(
  request: { question: string; hits: Hit[]; vector: Float32Array | null },
  options: EvidenceOptions,
): Promise<RankedEvidence> {
  const { question, vector } = request;
  const candidates = await collect(request.hits.slice(0, HITS), options.pageText);
  scoreLexically(candidates, question);
  const best = candidates.sort((a, b) => preScore(b) - preScore(a)).slice(0, EMBEDDED);
  const meaning = await similarities(best, vector, options.embedder());
  best.forEach((candidate, index) => {
    const { lexical, meaning: weight, hit } = WEIGHTS;
    candidate.similarity = meaning?.[index] ?? null;
    const similarity = candidate.similarity ?? candidate.lexical;
    candidate.score = lexical * candidate.lexical + weight * similarity + hit * candidate.hit.score;
  });
  best.sort((a, b) => b.score - a.score);
  const chosen = distinct(best, options.limit ?? 5);
  const compared = chosen.flatMap(({ similarity }) => similarity ?? []);
  const evidence = chosen.map((candidate) => ({
    text: candidate.text,
    documentId: candidate.hit.documentId,
    documentName: options.documentName(candidate.hit.documentId),
    page: candidate.page,
    pageLabel: String(candidate.page),
    start: candidate.start,
    end: candidate.end,
    score: candidate.score,
    highlights: highlightWords(candidate.text, question),
  }));
  return { evidence, nearest: compared.length === 0 ? null : Math.max(...compared) };
}

async function collect(hits: Hit[], pageText: PageText): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  const yieldToEventLoop = createYielder();
  const read = createSentenceReader(pageText);
  for (const hit of hits) {
    const headings = hit.headings.flatMap((heading) => contentWords(heading).map((word) => word.form));
    const chunk = new Set(contentWords(hit.text).map((word) => word.form));
    for (const span of hit.spans) {
      await yieldToEventLoop();
      const { page, sentences } = await read(hit.documentId, span);
      for (const [index, { start, end }] of sentences.entries()) {
        const inside = Math.min(end, span.end) - Math.max(start, span.start);
        const key = `${hit.documentId}:${span.page}:${start}`;
        if (inside * 2 < end - start || found.has(key)) continue;
        await yieldToEventLoop();
        const text = page.slice(start, end);
        const forms = formsOf(text);
        if (!isTelling(text, forms)) continue;
        const before = sentences[index - 1];
        const context = before === undefined ? [] : formsOf(page.slice(before.start, before.end));
        found.set(key, {
          hit,
          page: span.page,
          start,
          end,
          text,
          forms: new Set(forms),
          context: new Set([...headings, ...context]),
          chunk,
          lexical: 0,
          similarity: null,
          score: 0,
        });
      }
    }
  }
  return [...found.values()];
}

function formsOf(text: string): string[] {
  return originalWords(text).map((word) => word.form);
}

/** Page numbers, ids, bare headings and the lines of a table of contents answer nothing. */
function isTelling(text: string, forms: string[]): boolean {
  if (isContentsLine(text)) return false;
  return forms.length >= 3 && /\p{L}{2}/u.test(text) && !/^[\w-]{20,}$/.test(text);
}

/** Share of the question's weight in rare words that each sentence holds, 0…1. */
function scoreLexically(candidates: Candidate[], question: string): void {
  const asked = [...new Set(contentWords(question).map((word) => word.form))];
  const weights = asked.map((form) => {
    const holders = candidates.filter((candidate) => candidate.forms.has(form)).length;
    // A word that no sentence holds says nothing about which sentence is best.
    return holders === 0 ? 0 : Math.log(1 + candidates.length / holders);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const candidate of candidates) {
    let held = 0;
    asked.forEach((form, index) => {
      const weight = weights[index] ?? 0;
      if (candidate.forms.has(form)) held += weight;
      else if (candidate.context.has(form)) held += weight * CONTEXT_WORD;
      else if (candidate.chunk.has(form)) held += weight * CHUNK_WORD;
    });
    candidate.lexical = total === 0 ? 0 : held / total;
  }
}

function preScore(candidate: Candidate): number {
  return candidate.lexical + 0.5 * candidate.hit.score;
}

async function similarities(
  candidates: Candidate[],
  vector: Float32Array | null,
  embedder: Embedder | null,
): Promise<number[] | null> {
  if (vector === null || embedder === null || candidates.length === 0) return null;
  const texts = candidates.map(({ text }) =>
    fitting(normaliseWithMap(text).text.slice(0, EMBEDDED_CHARACTERS), embedder),
  );
  const vectors = await embedder.embed(texts, "passage");
  return vectors.map((other) => other.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0));
}

function fitting(text: string, embedder: Embedder): string {
  let cut = text;
  while (embedder.tokenizer.count(cut) > embedder.tokenizer.maxTokens) cut = cut.slice(0, Math.floor(cut.length / 2));
  return cut;
}

/** Leaves out sentences that say the same words as a better one, and those far below the best. */
function distinct(ranked: Candidate[], limit: number): Candidate[] {
  const kept: Candidate[] = [];
  const least = (ranked[0]?.score ?? 0) * FAR_BELOW;
  for (const candidate of ranked) {
    if (kept.length === limit || candidate.score < least) break;
    if (!kept.some((other) => sameWords(candidate.forms, other.forms))) kept.push(candidate);
  }
  return kept;
}

function sameWords(a: Set<string>, b: Set<string>): boolean {
  let shared = 0;
  for (const form of a) if (b.has(form)) shared++;
  return shared / (a.size + b.size - shared) >= 0.85;
}
