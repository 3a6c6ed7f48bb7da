import { words } from "../base/text/index.ts";
import type { Hit } from "../base/types.ts";

/** Share of the smaller chunk's word triples that the larger must hold to count as the same text. */
const SAME = 0.85;

/**
 * Finds hits that repeat a better-ranked one nearly word for word (boilerplate, a report and its reprint).
 * @returns for each folded hit's id the id of the hit that stands for it.
 */
export function nearDuplicates(hits: Hit[]): Map<string, string> {
  const folded = new Map<string, string>();
  const kept: { hit: Hit; triples: Set<string> }[] = [];
  for (const hit of hits) {
    const triples = wordTriples(hit.text);
    const twin = kept.find((other) => isSame(triples, other.triples));
    if (twin === undefined) kept.push({ hit, triples });
    else folded.set(hit.id, twin.hit.id);
  }
  return folded;
}

function isSame(a: Set<string>, b: Set<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  // A short chunk inside a long one is not a repetition of it.
  if (small.size < large.size * 0.6) return false;
  let shared = 0;
  for (const triple of small) if (large.has(triple)) shared++;
  return small.size > 0 && shared / small.size >= SAME;
}

/** Numbers stay in the triples: two filings that differ only in their figures are two texts. */
function wordTriples(text: string): Set<string> {
  const forms = words(text).map((word) => word.form);
  const triples = new Set<string>();
  for (let i = 0; i < Math.max(1, forms.length - 2); i++) triples.add(forms.slice(i, i + 3).join(" "));
  return triples;
}
