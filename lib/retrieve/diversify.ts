import type { Hit } from "../base/types.ts";

/** Places that are kept as ranked: what a question about one document needs. */
const HEAD = 4;
/** Each further hit of a document counts this much less, from the fifth place on. */
const REPEATED = 0.7;

/**
 * Lets more documents speak: the first places stay as ranked, but for texts that repeat one of them; after them every
 * further hit of a document already there counts less. A question about all quarters needs all of their reports among the
 * first ten; one about a single report has its answer among the first few (docs/decisions/0011-retrieval.md has the figures).
 * Scores themselves are left as they are.
 * @param repeats ids of hits whose text stands in a better hit already
 */
export function diversifyDocuments(ranked: Hit[], repeats: ReadonlySet<string>): Hit[] {
  const placed = ranked.filter((hit) => !repeats.has(hit.id)).slice(0, HEAD);
  const head = new Set(placed);
  const rest = ranked.filter((hit) => !head.has(hit));
  const counts = new Map<string, number>();
  const count = (hit: Hit) => counts.set(hit.documentId, (counts.get(hit.documentId) ?? 0) + 1);
  placed.forEach(count);
  while (rest.length > 0) {
    let best = 0;
    let bestScore = -1;
    for (const [index, hit] of rest.entries()) {
      const score = hit.score * REPEATED ** (counts.get(hit.documentId) ?? 0);
      if (score > bestScore) [best, bestScore] = [index, score];
    }
    const [next] = rest.splice(best, 1);
    if (next === undefined) break;
    count(next);
    placed.push(next);
  }
  return placed;
}
