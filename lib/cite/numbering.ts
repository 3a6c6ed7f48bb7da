import type { Citation } from "../base/types.ts";
import { type Aligned, shortestRun } from "./align.ts";

type PageText = (documentId: string, page: number) => Promise<string>;

/** Gives each distinct quote a number, in order of first use, and cuts it from its page. */
export function createNumbering(pageText: PageText) {
  const citations: Citation[] = [];
  async function number(sentence: string, { passage }: Aligned): Promise<number> {
    const page = await pageText(passage.documentId, passage.page);
    const run = shortestRun(sentence, page.slice(passage.start, passage.end));
    const start = passage.start + run.start;
    const end = passage.start + run.end;
    const known = citations.find(
      (one) =>
        one.documentId === passage.documentId && one.page === passage.page && one.start === start && one.end === end,
    );
    if (known !== undefined) return known.n;
    const n = citations.length + 1;
    const { documentId, documentName, page: pageNumber } = passage;
    citations.push({
      n,
      documentId,
      documentName,
      version: 1,
      page: pageNumber,
      pageLabel: String(pageNumber),
      start,
      end,
      quote: page.slice(start, end),
      boxes: [],
    });
    return n;
  }
  async function numbers(sentence: string, passages: Aligned[]): Promise<number[]> {
    const found: number[] = [];
    for (const passage of passages) {
      const n = await number(sentence, passage);
      if (!found.includes(n)) found.push(n);
    }
    return found;
  }
  return { citations, numbers };
}
