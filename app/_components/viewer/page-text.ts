import type { Block } from "../../../lib/base/types.ts";
import { getJson } from "../data/api.ts";
import { countBefore } from "./pdf/match-quote.ts";
import type { Mark } from "./viewer-context.tsx";

/** One page as it was read; `label` is its number where it has no name. */
export interface PageContent {
  text: string;
  label: string;
  blocks: Block[];
}

const kept = new Map<string, Promise<PageContent>>();

/** One page as the parser gave it; kept, because a document's pages never change. */
export function pageContent(documentId: string, page: number): Promise<PageContent> {
  const key = `${documentId}/pages/${page}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const content = getJson<PageContent>(`/documents/${key}`);
  kept.set(key, content);
  content.catch(() => kept.delete(key));
  return content;
}

/** One page's text. */
export async function pageText(documentId: string, page: number): Promise<string> {
  return (await pageContent(documentId, page)).text;
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
