import type { Hit, Source, Span } from "../base/types.ts";

/** The text of a page as the parser gave it. */
export type PageText = (documentId: string, page: number) => Promise<string>;

/**
 * Numbers hits as sources, in order. Chunks that follow each other in one document become one source at the place of the
 * better one, their spans merged, so that nothing is read twice and a sentence across the seam stays whole.
 * @param firstNumber the number of the first source
 */
export async function toSources(
  hits: Hit[],
  pageText: PageText,
  documentName: (id: string) => string,
  firstNumber = 1,
): Promise<Source[]> {
  const groups: Hit[][] = [];
  for (const hit of hits) {
    const near = groups.filter((group) => group.some((other) => isAdjacent(hit, other)));
    const [first, ...others] = near;
    if (first === undefined) {
      groups.push([hit]);
      continue;
    }
    first.push(hit, ...others.flat());
    for (const other of others) groups.splice(groups.indexOf(other), 1);
  }
  return Promise.all(
    groups.map(async (group, index) => {
      const ordered = [...group].sort((a, b) => a.ordinal - b.ordinal);
      const spans = mergeSpans(ordered.flatMap((hit) => hit.spans));
      const [best] = group;
      const texts = await Promise.all(
        spans.map(async ({ page, start, end }) => (await pageText(best?.documentId ?? "", page)).slice(start, end)),
      );
      return {
        n: firstNumber + index,
        documentId: best?.documentId ?? "",
        documentName: documentName(best?.documentId ?? ""),
        spans,
        headings: ordered[0]?.headings ?? [],
        text: texts.join("\n"),
        score: best?.score ?? 0,
      };
    }),
  );
}

function isAdjacent(a: Hit, b: Hit): boolean {
  return a.documentId === b.documentId && Math.abs(a.ordinal - b.ordinal) <= 1;
}

/** Joins spans of one page that overlap or lie within a few characters (white space between chunks). */
export function mergeSpans(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.page - b.page || a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && last.page === span.page && span.start <= last.end + 3)
      last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}
