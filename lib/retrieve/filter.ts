import { words } from "../base/text/index.ts";
import type { IndexedChunk } from "../base/types.ts";
import type { ParsedQuery } from "./query.ts";

/** Why a chunk is out, in the words of the explain view; null when it may stay. */
export function filteredBy(chunk: Pick<IndexedChunk, "text" | "spans">, query: ParsedQuery): string | null {
  if (
    query.pages.length > 0 &&
    !chunk.spans.some((span) => query.pages.some(({ from, to }) => span.page >= from && span.page <= to))
  ) {
    return "not on the pages asked for";
  }
  if (query.phrases.length === 0 && query.excluded.length === 0) return null;
  const plain = plainForm(chunk.text);
  for (const phrase of query.phrases) {
    if (!plain.includes(plainForm(phrase))) return `does not hold “${phrase}”`;
  }
  for (const word of query.excluded) {
    if (plain.includes(plainForm(word))) return `holds “${word}”`;
  }
  return null;
}

/** True when the query has an operator that only a look at the text can answer, so that more must be fetched. */
export function needsDepth(query: ParsedQuery): boolean {
  return query.pages.length + query.phrases.length + query.excluded.length > 0;
}

/** Raw words between single spaces, so that phrases match whole words across line ends and punctuation. */
function plainForm(text: string): string {
  return ` ${words(text)
    .map((word) => (word.number ? word.form : text.slice(word.start, word.end).normalize("NFKC").toLowerCase()))
    .join(" ")} `;
}
