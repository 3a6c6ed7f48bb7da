import { contentWords, splitSentences, type TextRange } from "../base/text/index.ts";
import type { Source, Support } from "../base/types.ts";
import { type Passage, wordWeights } from "./align.ts";
import { type Choice, choosePassages } from "./choose.ts";
import { readClaim } from "./claims.ts";
import type { Marker } from "./markers.ts";

export interface CiteRequest {
  /** The answer's text without markers. */
  text: string;
  markers: Marker[];
  sources: Source[];
}

/** Scraps of a sentence are found anywhere. */
const LEAST_WORDS = 2;

/** A sentence of the answer that claims something. */
export interface Claimed extends TextRange {
  text: string;
  claim: string;
  choices: Choice[];
  matched: boolean;
}

/** The sentences that claim something, each with the passages that bear it out best by their words and facts. */
export function readClaims(request: CiteRequest, passages: Passage[]): Claimed[] {
  const weight = wordWeights(passages);
  const ranges = splitSentences(request.text);
  const marked = assignMarkers(request, ranges);
  return ranges.flatMap(({ start, end }, index): Claimed[] => {
    const text = request.text.slice(start, end);
    const claim = readClaim(text);
    if (claim === null) return [];
    const best = (allowed: Passage[]) => choosePassages(claim, allowed, passages, weight);
    const chosen = (marked[index] ?? [])
      .map((n) => best(passages.filter((passage) => passage.source === n)))
      .filter((choice) => choice !== null);
    const mayMatch = supportOf(chosen) !== "supported" && contentWords(claim).length >= LEAST_WORDS;
    const free = mayMatch ? best(passages) : null;
    const against = free?.check.support === "contradicted" && chosen.length === 0;
    const better = free !== null && (against || rank(free.check.support) > rank(supportOf(chosen)));
    return [{ text, start, end, claim, choices: better ? [free] : chosen, matched: better }];
  });
}

/** Numbers of sources that each sentence cites. A marker belongs to the sentence it ends or, at a line's start, to the one after. */
function assignMarkers({ text, markers, sources }: CiteRequest, ranges: { start: number; end: number }[]): number[][] {
  const assigned: number[][] = ranges.map(() => []);
  for (const { n, at } of markers) {
    if (!sources.some((source) => source.n === n)) continue;
    const leads = /(?:^|\n)[\s*•-]*$/.test(text.slice(Math.max(0, at - 40), at));
    const before = ranges.findLastIndex((range) => range.start < at);
    const after = ranges.findIndex((range) => range.end > at);
    const list = assigned[leads && after >= 0 ? after : Math.max(before, 0)];
    if (list !== undefined && !list.includes(n)) list.push(n);
  }
  return assigned;
}

/** The support of a sentence by all it cites: the best of its quotes. */
export function supportOf(choices: Choice[]): Support {
  const [first, ...others] = choices.map(({ check }) => check.support);
  return others.reduce((best, support) => (rank(support) > rank(best) ? support : best), first ?? "unverified");
}

function rank(support: Support): number {
  return { contradicted: 0, unverified: 1, partial: 2, supported: 3 }[support];
}
