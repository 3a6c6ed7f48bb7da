import { getJson } from "../data/api.ts";
import { countBefore } from "./pdf/match-quote.ts";
import type { Mark } from "./viewer-context.tsx";

const kept = new Map<string, Promise<string>>();

/** One page's text as it was read; kept, because a document's pages never change. */
export function pageText(documentId: string, page: number): Promise<string> {
  const key = `${documentId}/pages/${page}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const text = getJson<{ text: string }>(`/documents/${key}`).then((body) => body.text);
  kept.set(key, text);
  text.catch(() => kept.delete(key));
  return text;
}

/** A mark where it stands: shares of the page's width and height, and the words inside it. */
export interface BoxMark {
  kind: Mark["kind"];
  box: [number, number, number, number];
  words: string;
}

interface PlacedPage {
  text: string;
  /** Width and height in points; null where the reader gave none. */
  size: [number, number] | null;
  words: unknown[];
  /** For each mark the boxes of its words, in points. */
  places: { start: number; end: number; box: [number, number, number, number] }[][];
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
      const box: BoxMark["box"] = [x / width, y / height, w / width, h / height];
      return { kind, box, words: read.text.slice(start, end) };
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
