import { getJson } from "../data/api.ts";
import { countBefore } from "./pdf/match-quote.ts";
import type { Mark } from "./viewer-context.tsx";

const kept = new Map<string, Promise<string>>();

/** One page's text as the parser gave it; kept, because a document's pages never change. */
export function pageText(documentId: string, page: number): Promise<string> {
  const key = `${documentId}/pages/${page}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const text = getJson<{ text: string }>(`/documents/${key}`).then((body) => body.text);
  kept.set(key, text);
  text.catch(() => kept.delete(key));
  return text;
}

/** A mark with its words and with the number of characters that count before them. */
export interface PlacedMark {
  kind: Mark["kind"];
  quote: string;
  near: number;
}

/** Marks of one page made ready to be found again in its text layer. */
export async function placeMarks(documentId: string, marks: Mark[]): Promise<PlacedMark[]> {
  return Promise.all(
    marks.map(async ({ kind, page, start, end, quote }) => {
      const text = await pageText(documentId, page).catch(() => null);
      if (text === null) return { kind, quote, near: start };
      return { kind, quote: quote === "" ? text.slice(start, end) : quote, near: countBefore(text, start) };
    }),
  );
}
