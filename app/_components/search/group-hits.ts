import type { SearchHit } from "../data/records.ts";

export interface HitGroup {
  documentId: string;
  documentName: string;
  hits: SearchHit[];
}

/** Hits by document: documents in the order of their best hit, hits in the order found. */
export function groupHits(hits: SearchHit[]): HitGroup[] {
  const groups = new Map<string, HitGroup>();
  for (const hit of hits) {
    const group = groups.get(hit.documentId) ?? {
      documentId: hit.documentId,
      documentName: hit.documentName,
      hits: [],
    };
    group.hits.push(hit);
    groups.set(hit.documentId, group);
  }
  return [...groups.values()];
}

/** Length of an excerpt, characters. */
const EXCERPT = 320;

/** The part of a hit's text with the most marked words, cut between words, and the marks' offsets in it. */
export function excerpt(text: string, highlights: readonly [number, number][]) {
  if (text.length <= EXCERPT) return { text, highlights: [...highlights], cutBefore: false, cutAfter: false };
  let best = { from: 0, marked: -1 };
  for (const [start] of [[0, 0] as const, ...highlights]) {
    const from = Math.max(0, Math.min(start - 60, text.length - EXCERPT));
    const marked = highlights.filter(([a, b]) => a >= from && b <= from + EXCERPT).length;
    if (marked > best.marked) best = { from, marked };
  }
  const from = best.from === 0 ? 0 : text.indexOf(" ", best.from) + 1;
  const last = text.lastIndexOf(" ", best.from + EXCERPT);
  const to = best.from + EXCERPT >= text.length || last <= from ? Math.min(text.length, best.from + EXCERPT) : last;
  const inside = highlights
    .filter(([a, b]) => a >= from && b <= to)
    .map(([a, b]): [number, number] => [a - from, b - from]);
  return { text: text.slice(from, to), highlights: inside, cutBefore: from > 0, cutAfter: to < text.length };
}
