import { FootnoteError } from "../base/errors.ts";
import { contentWords, isContentsLine, originalWords, splitSentences, type TextRange } from "../base/text/index.ts";
import type { Source } from "../base/types.ts";
import { readWitness, type Witness } from "./support.ts";
import type { WordSet } from "./word-set.ts";

/** A passage of a source that may bear out a sentence: one sentence of a page, or two that follow each other. */
export interface Passage {
  source: number;
  documentId: string;
  documentName: string;
  page: number;
  start: number;
  end: number;
  text: string;
  witness: Witness;
  /** Words around it: headings and the sentence before. */
  context: string;
}

/** A passage with its share of the sentence's weighted words, 0…1. */
export interface Aligned {
  passage: Passage;
  score: number;
}

type PageText = (documentId: string, page: number) => Promise<string>;

/** Cuts sources into passages. Only words inside a source's spans count as retrieved. */
export async function toPassages(sources: Source[], pageText: PageText): Promise<Passage[]> {
  const passages: Passage[] = [];
  for (const source of sources) {
    for (const span of source.spans) {
      const page = await pageUnlessDeleted(pageText, source.documentId, span.page);
      const slice = page.slice(span.start, span.end);
      let before = source.headings.join(" ");
      for (const range of splitSentences(slice).flatMap((sentence) => splitRunOn(slice, sentence))) {
        const text = slice.slice(range.start, range.end);
        const witness = readWitness(text, before);
        if (witness.words.forms.size > 0 && !isContentsLine(text)) {
          passages.push({
            source: source.n,
            documentId: source.documentId,
            documentName: source.documentName,
            page: span.page,
            start: span.start + range.start,
            end: span.start + range.end,
            text,
            witness,
            context: before,
          });
        }
        before = `${source.headings.join(" ")} ${text}`;
      }
    }
  }
  return passages;
}

/** Text from the web often has no space between sentences: "… a bowl.Next, add …". */
function splitRunOn(text: string, { start, end }: TextRange): TextRange[] {
  const pieces: TextRange[] = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(/(?<=[\p{Ll}\d)]{2}[.!?])(?=\p{Lu}\p{Ll})/gu)) {
    pieces.push({ start: from, end: start + match.index });
    from = start + match.index;
  }
  return [...pieces, { start: from, end }];
}

/** A document that was deleted since it was read bears nothing out any more. */
async function pageUnlessDeleted(pageText: PageText, documentId: string, page: number): Promise<string> {
  try {
    return await pageText(documentId, page);
  } catch (error) {
    if (error instanceof FootnoteError && error.code === "not_found") return "";
    throw error;
  }
}

/** Rare words weigh more: log(1 + passages / passages that hold the word). */
export function wordWeights(passages: Passage[]): (form: string) => number {
  const holders = new Map<string, number>();
  for (const { witness } of passages)
    for (const form of witness.words.forms) holders.set(form, (holders.get(form) ?? 0) + 1);
  return (form) => Math.log(1 + passages.length / (holders.get(form) ?? 0.5));
}

/**
 * Ranks passages by how much of a sentence they hold. Of equals the shorter comes first.
 * @returns at most `limit`, best first, those with nothing in common left out
 */
export function alignSentence(
  sentence: string,
  passages: Passage[],
  weight: (form: string) => number,
  limit: number,
): Aligned[] {
  const asked = new Set(contentWords(sentence).map((word) => word.form));
  let total = 0;
  for (const form of asked) total += weight(form);
  if (total === 0) return [];
  return passages
    .map((passage) => ({ passage, score: shareHeld(asked, passage.witness.words, weight) / total }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.passage.text.length - b.passage.text.length)
    .slice(0, limit);
}

function shareHeld(asked: Set<string>, forms: WordSet, weight: (form: string) => number): number {
  let held = 0;
  for (const form of asked) if (forms.has(form)) held += weight(form);
  return held;
}

/** How much more of the sentence a longer passage must hold to be worth its length. */
const WORTH = 0.15;

/** The passage that holds most of what a first one lacks of a sentence; null when none adds a word worth it. */
export function findSecond(
  sentence: string,
  first: Passage,
  passages: Passage[],
  weight: (form: string) => number,
): Passage | null {
  const asked = [...new Set(contentWords(sentence).map((word) => word.form))];
  const lacking = new Set(asked.filter((form) => !first.witness.words.has(form)));
  const [best] = passages
    .filter((passage) => passage !== first)
    .map((passage) => ({ passage, held: shareHeld(lacking, passage.witness.words, weight) }))
    .sort((a, b) => b.held - a.held || a.passage.text.length - b.passage.text.length);
  return best !== undefined && best.held > 0 ? best.passage : null;
}

/** The passage together with its neighbour on the page, when only both bear the sentence out. */
export function extendPassage(
  sentence: string,
  best: Aligned,
  passages: Passage[],
  weight: (form: string) => number,
): Aligned {
  const index = passages.indexOf(best.passage);
  let chosen = best;
  for (const neighbour of [passages[index - 1], passages[index + 1]]) {
    if (neighbour === undefined || neighbour.source !== best.passage.source || neighbour.page !== best.passage.page)
      continue;
    const joined = join(best.passage, neighbour);
    const [aligned] = alignSentence(sentence, [joined], weight, 1);
    if (aligned !== undefined && aligned.score >= best.score + WORTH && aligned.score > chosen.score) chosen = aligned;
  }
  return chosen;
}

function join(a: Passage, b: Passage): Passage {
  const [first, second] = a.start < b.start ? [a, b] : [b, a];
  // The white space between the two is taken from the page with the final slice (see `cite`).
  const text = `${first.text}\n${second.text}`;
  return { ...first, end: second.end, text, witness: readWitness(text, first.context) };
}

/** Passages longer than this are cut to the clauses that hold the sentence's words. */
const LONG = 220;

/**
 * The shortest run of clauses of a long passage that holds nearly all that the whole holds of the sentence.
 * @returns offsets into `text`
 */
export function shortestRun(sentence: string, text: string): { start: number; end: number } {
  if (text.length <= LONG) return { start: 0, end: text.length };
  const clauses = splitClauses(text);
  const asked = new Set(contentWords(sentence).map((word) => word.form));
  const held = clauses.map((clause) => originalWords(text.slice(clause.start, clause.end)).map((word) => word.form));
  const all = new Set(held.flat().filter((form) => asked.has(form)));
  let best = { start: 0, end: text.length };
  for (let from = 0; from < clauses.length; from++) {
    const found = new Set<string>();
    for (let to = from; to < clauses.length; to++) {
      for (const form of held[to] ?? []) if (all.has(form)) found.add(form);
      if (found.size < all.size) continue;
      const start = clauses[from]?.start ?? 0;
      const end = clauses[to]?.end ?? text.length;
      if (end - start < best.end - best.start) best = { start, end };
      break;
    }
  }
  return best;
}

function splitClauses(text: string): { start: number; end: number }[] {
  const clauses: { start: number; end: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(/[,;:]\s+|\s[–—]\s/g)) {
    const end = match.index + match[0].trimEnd().length;
    clauses.push({ start, end });
    start = match.index + match[0].length;
  }
  if (start < text.length) clauses.push({ start, end: text.length });
  return clauses;
}
