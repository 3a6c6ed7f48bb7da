import { boxesOf } from "../base/boxes.ts";
import type { Answer, Box, Page } from "../base/types.ts";

/** What a citation or an evidence sentence has from its page. */
interface Quoted {
  documentId: string;
  page: number;
  start: number;
  end: number;
  pageLabel: string;
  boxes?: Box[];
  doubt?: string;
}

/** One page with all that is known of it; null when it is gone. */
export type ReadPage = (documentId: string, page: number) => Promise<Page | null>;

/**
 * Gives quotes what their pages know: the printed label, where the words stand, and why they should be checked on the page.
 * Each page is read once; one that is gone leaves its quotes as they are.
 */
export async function placeQuotes(readPage: ReadPage | undefined, quotes: Quoted[]): Promise<void> {
  if (readPage === undefined) return;
  const pages = new Map<string, Promise<Page | null>>();
  for (const quote of quotes) {
    const key = `${quote.documentId}:${quote.page}`;
    const reading = pages.get(key) ?? readPage(quote.documentId, quote.page);
    pages.set(key, reading);
    const page = await reading;
    if (page === null) continue;
    if (page.label !== undefined) quote.pageLabel = page.label;
    if (quote.boxes !== undefined) quote.boxes = boxesOf(page.words ?? [], quote.start, quote.end);
    const doubt = doubtOf(page, quote);
    if (doubt !== null) quote.doubt = doubt;
  }
}

/** All that an answer quotes: evidence, citations and disagreements. */
export function quotesOf({ evidence, citations, disagreements }: Answer): Quoted[] {
  return [...evidence, ...citations, ...disagreements.flatMap(({ quotes }) => quotes)];
}

/** What is said at a quote: a warning about its own words, else that they were read from a picture. */
function doubtOf(page: Page, { start, end }: Quoted): string | null {
  const about = page.warnings?.find(
    (warning) => warning.start !== undefined && warning.start < end && (warning.end ?? warning.start + 1) > start,
  );
  if (about !== undefined) return about.text;
  return page.how === "ocr" ? "Read from a picture of the page by text recognition: check it on the page." : null;
}
