import { contentWords, normaliseWithMap, splitSentences } from "../base/text/index.ts";
import type { Citation, Sentence, Source, Support } from "../base/types.ts";
import type { Embedder } from "../embed/types.ts";
import {
  type Aligned,
  alignSentence,
  extendPassage,
  type Passage,
  shortestRun,
  toPassages,
  wordWeights,
} from "./align.ts";
import type { Marker } from "./markers.ts";
import { checkSupport, type SupportCheck } from "./support.ts";
import { type Checked, revise, type SupportChecks } from "./support-checks.ts";

export { detectDecline } from "./declines.ts";
export { findDisagreements, type Quoted } from "./disagree.ts";
export { citationGrammar } from "./grammar.ts";
export { type CitationParser, createCitationParser, type Marker, type ParsedText } from "./markers.ts";
export { checkSupport, SUPPORT_THRESHOLDS } from "./support.ts";
export type { SupportChecks } from "./support-checks.ts";

export interface CiteRequest {
  /** The answer's text without markers. */
  text: string;
  markers: Marker[];
  sources: Source[];
}

export interface CiteOptions extends SupportChecks {
  /** The embedder once it is ready, else null: then words alone decide. */
  embedder: () => Embedder | null;
  pageText: (documentId: string, page: number) => Promise<string>;
}

export interface Cited {
  sentences: Sentence[];
  citations: Citation[];
}

/** Passages looked at more closely for each sentence. */
const CLOSER = 3;
/** A sentence that the model left bare is cited when a passage bears it out at least this far (docs/decisions/0013-support.md). */
const MATCHED = 0.4;

/** How much better two passages together must bear a sentence out than one. */
const WORTH_TWO = 0.08;

/** Scraps of a sentence are found anywhere. */
const LEAST_WORDS = 2;

interface Choice {
  aligned: Aligned;
  check: SupportCheck;
}

/**
 * Gives each sentence of an answer its citations and its support. A citation's quote is the shortest passage of the cited
 * source that bears the sentence out, cut exactly from the page. Sentences left bare get the best passage of any source
 * when it is good enough (`matched`), and so do those whose cited source does not bear them out while another does.
 */
export async function cite(request: CiteRequest, options: CiteOptions): Promise<Cited> {
  const pageText = readOnce(options.pageText);
  const passages = await toPassages(request.sources, pageText);
  const weight = wordWeights(passages);
  const ranges = splitSentences(request.text);
  const marked = assignMarkers(request, ranges);
  const similarity = await similarities(request.text, ranges, passages, weight, options.embedder());
  const numbering = createNumbering(pageText);
  const sentences: Sentence[] = [];
  const checked: Checked[] = [];
  for (const [index, { start, end }] of ranges.entries()) {
    const text = request.text.slice(start, end);
    const named = marked[index] ?? [];
    const best = (allowed: Passage[]) => choose(text, allowed, passages, weight, similarity);
    const chosen = named
      .map((n) => best(passages.filter((passage) => passage.source === n)))
      .filter((choice) => choice !== null);
    const mayMatch = supportOf(chosen) !== "supported" && contentWords(text).length >= LEAST_WORDS;
    const free = mayMatch ? best(passages) : null;
    const better = free !== null && free.check.score >= MATCHED && rank(free.check.support) > rank(supportOf(chosen));
    const used = better ? [free] : chosen;
    checked.push(asClaim(text, used));
    sentences.push({
      text,
      start,
      end,
      support: supportOf(used),
      missing: missingOf(used),
      citations: await numbering.numbers(text, used),
      matched: better,
    });
  }
  const support = await revise(checked, options);
  return {
    sentences: sentences.map((sentence, index) => ({ ...sentence, support: support[index] ?? sentence.support })),
    citations: numbering.citations,
  };
}

/** Each page is read a single time, so that what was compared is what is quoted. */
function readOnce(pageText: CiteOptions["pageText"]): CiteOptions["pageText"] {
  const pages = new Map<string, Promise<string>>();
  return (documentId, page) => {
    const key = `${documentId}:${page}`;
    const text = pages.get(key) ?? pageText(documentId, page);
    pages.set(key, text);
    return text;
  };
}

/** Numbers of sources that each sentence cites. A marker belongs to the sentence it ends or, at a line's start, to the one after. */
function assignMarkers({ text, markers, sources }: CiteRequest, ranges: { start: number; end: number }[]): number[][] {
  const assigned: number[][] = ranges.map(() => []);
  for (const { n, at } of markers) {
    if (!sources.some((source) => source.n === n)) continue;
    const leads = /(?:^|\n)[\s*•-]*$/.test(text.slice(0, at));
    const before = ranges.findLastIndex((range) => range.start < at);
    const after = ranges.findIndex((range) => range.end > at);
    const list = assigned[leads && after >= 0 ? after : Math.max(before, 0)];
    if (list !== undefined && !list.includes(n)) list.push(n);
  }
  return assigned;
}

type Similarity = (sentence: string, passage: Passage) => number | null;

/** Embeds each sentence and the passages nearest to it by words, all in one go. */
async function similarities(
  text: string,
  ranges: { start: number; end: number }[],
  passages: Passage[],
  weight: (form: string) => number,
  embedder: Embedder | null,
): Promise<Similarity> {
  if (embedder === null || passages.length === 0) return () => null;
  const texts = new Set<string>();
  for (const { start, end } of ranges) {
    const sentence = text.slice(start, end);
    texts.add(sentence);
    for (const { passage } of alignSentence(sentence, passages, weight, CLOSER)) texts.add(passage.text);
  }
  const all = [...texts];
  const vectors = await embedder.embed(
    all.map((one) => fitting(one, embedder)),
    "passage",
  );
  const byText = new Map(all.map((one, index) => [one, vectors[index]]));
  return (sentence, passage) => {
    const a = byText.get(sentence);
    const b = byText.get(passage.text);
    if (a === undefined || b === undefined) return null;
    return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  };
}

function fitting(text: string, embedder: Embedder): string {
  let cut = normaliseWithMap(text).text;
  while (cut.length > 1 && embedder.tokenizer.count(cut) > embedder.tokenizer.maxTokens)
    cut = cut.slice(0, Math.floor(cut.length / 2));
  return cut;
}

/** The passage that bears a sentence out best; two that follow each other only where one alone does clearly less. */
function choose(
  sentence: string,
  allowed: Passage[],
  all: Passage[],
  weight: (form: string) => number,
  similarity: Similarity,
): Choice | null {
  const checked = (aligned: Aligned, nearest: Passage): Choice => {
    const { text, context } = aligned.passage;
    return { aligned, check: checkSupport(sentence, text, similarity(sentence, nearest), context) };
  };
  const single = alignSentence(sentence, allowed, weight, CLOSER).map((aligned) => checked(aligned, aligned.passage));
  const [best] = single.sort((a, b) => b.check.score - a.check.score);
  if (best === undefined) return null;
  const longer = extendPassage(sentence, best.aligned, all, weight);
  if (longer === best.aligned) return best;
  const extended = checked(longer, best.aligned.passage);
  return extended.check.score >= best.check.score + WORTH_TWO ? extended : best;
}

/** The support of a sentence by all it cites: the best of its quotes. */
function supportOf(choices: Choice[]): Support {
  return choices.reduce<Support>(
    (best, { check }) => (rank(check.support) > rank(best) ? check.support : best),
    "unverified",
  );
}

/** What the best of its quotes does not bear out. */
function missingOf(choices: Choice[]): string[] {
  const support = supportOf(choices);
  return choices.find(({ check }) => check.support === support)?.check.missing ?? [];
}

/** A sentence and the best of its quotes, with the words before it that may name what the quote calls "it". */
function asClaim(sentence: string, choices: Choice[]): Checked {
  const support = supportOf(choices);
  const best = choices.find((choice) => choice.check.support === support);
  const { context = "", text = "" } = best?.aligned.passage ?? {};
  return {
    sentence,
    premise: normaliseWithMap(`${context}\n${text}`).text.trim(),
    support,
    lacksFacts: (best?.check.missing.length ?? 0) > 0,
  };
}

function rank(support: Support): number {
  return { contradicted: 0, unverified: 1, partial: 2, supported: 3 }[support];
}

/** Gives each distinct quote a number, in order of first use, and cuts it from its page. */
function createNumbering(pageText: CiteOptions["pageText"]) {
  const citations: Citation[] = [];
  async function number(sentence: string, { passage }: Aligned): Promise<number> {
    const page = await pageText(passage.documentId, passage.page);
    const run = shortestRun(sentence, page.slice(passage.start, passage.end));
    const start = passage.start + run.start;
    const end = passage.start + run.end;
    const known = citations.find(
      (one) =>
        one.documentId === passage.documentId && one.page === passage.page && one.start === start && one.end === end,
    );
    if (known !== undefined) return known.n;
    const n = citations.length + 1;
    const { documentId, documentName, page: pageNumber } = passage;
    citations.push({
      n,
      documentId,
      documentName,
      version: 1,
      page: pageNumber,
      pageLabel: String(pageNumber),
      start,
      end,
      quote: page.slice(start, end),
      boxes: [],
    });
    return n;
  }
  async function numbers(sentence: string, choices: Choice[]): Promise<number[]> {
    const found: number[] = [];
    for (const choice of choices) {
      const n = await number(sentence, choice.aligned);
      if (!found.includes(n)) found.push(n);
    }
    return found;
  }
  return { citations, numbers };
}
