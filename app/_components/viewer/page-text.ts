import type { Block, Box } from "../../../lib/base/types.ts";
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

/** A mark where it stands: shares of the page's width and height, and the words inside it. */
export interface BoxMark {
  kind: Mark["kind"];
  box: Box;
  words: string;
}

interface PlacedPage {
  text: string;
  /** Width and height in points; null where the reader gave none. */
  size: [number, number] | null;
  words: unknown[];
  /** For each mark the boxes of its words, in points. */
  places: { start: number; end: number; box: Box }[][];
}

/**
 * The boxes of marks on one page, a quote's over a tint's; null where the page was read without places, so that the words
 * have to be searched for.
 */
export async function boxMarks(documentId: string, page: number, marks: Mark[]): Promise<BoxMark[] | null> {
  const inOrder = [...marks].sort((a, b) => Number(a.kind === "quote") - Number(b.kind === "quote"));
  const asked = inOrder.map(({ start, end }) => `${start}-${end}`).join(",");
  const read = await getJson<PlacedPage>(`/documents/${documentId}/pages/${page}?places=${asked}`);
  if (read.size === null || read.words.length === 0) return null;
  const [width, height] = read.size;
  return inOrder.flatMap(({ kind }, at) =>
    (read.places[at] ?? []).map(({ start, end, box: [x, y, w, h] }): BoxMark => {
      return { kind, box: [x / width, y / height, w / width, h / height], words: read.text.slice(start, end) };
    }),
  );
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
