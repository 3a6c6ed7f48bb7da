import type { Page } from "../base/types.ts";

/** A run of characters of one page, `end` exclusive. */
export interface Range {
  start: number;
  end: number;
}

interface Edge extends Range {
  page: number;
  /** What the line says, in ways that make it equal on other pages. */
  keys: string[];
}

/** Lines looked at on either edge of a page. */
const EDGE_LINES = 3;
/** Lines longer than this are text, not a header. */
const MAX_LENGTH = 120;
const PAGE_NUMBER = /^\W*(?:page\s*)?(\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|\/)\s*\d{1,4})?\W*$/i;

/**
 * Running headers and footers, and page numbers: lines at the edges of pages that come back on at least a fifth of all
 * pages and on three of them; a figure in them may count with the pages. Returns the ranges to leave out, by page number.
 */
export function findRunningLines(pages: Page[]): Map<number, Range[]> {
  const edges = pages.flatMap(edgeLines);
  const pagesOf = new Map<string, Set<number>>();
  for (const { keys, page } of edges)
    for (const key of keys) pagesOf.set(key, (pagesOf.get(key) ?? new Set()).add(page));
  const enough = Math.max(3, Math.ceil(pages.length / 5));
  const removed = new Map<number, Range[]>();
  for (const { page, keys, start, end } of edges) {
    if (!keys.some((key) => (pagesOf.get(key)?.size ?? 0) >= enough)) continue;
    const ranges = removed.get(page) ?? [];
    if (!ranges.some((range) => range.start === start)) ranges.push({ start, end });
    removed.set(page, ranges);
  }
  for (const ranges of removed.values()) ranges.sort((a, b) => a.start - b.start);
  return removed;
}

/** The first and last lines of a page. */
function edgeLines(page: Page): Edge[] {
  const lines: Range[] = [];
  let start = 0;
  for (const text of page.text.split("\n")) {
    if (text.trim() !== "") lines.push({ start, end: start + text.length });
    start += text.length + 1;
  }
  // A page of few lines is a title page or a picture with words: hardly any of it is a header.
  const count = lines.length <= EDGE_LINES ? Math.min(1, lines.length) : EDGE_LINES;
  return [
    ...lines.slice(0, count).flatMap((line, index) => edge(page, line, "top", index === 0)),
    ...lines.slice(lines.length - count).flatMap((line, index) => edge(page, line, "bottom", index === count - 1)),
  ];
}

function edge(page: Page, line: Range, where: string, outermost: boolean): Edge[] {
  const text = page.text.slice(line.start, line.end).trim().toLowerCase().replace(/\s+/g, " ");
  if (text.length > MAX_LENGTH) return [];
  const isNumber = PAGE_NUMBER.test(text);
  // Without a letter, and not a number at the very edge, it is a row of a table or a formula.
  if (!/\p{L}/u.test(text) && !(isNumber && outermost)) return [];
  const relative = (number: string) => `#${Number(number) - page.number}`;
  const first = text.replace(/\d{1,4}/, relative);
  const last = text.replace(/\d{1,4}(?=\D*$)/, relative);
  // A bare figure is a page number only when it counts with the pages.
  const keys = /^\W*\d+\W*$/.test(text) ? [first] : [text, first, last];
  if (isNumber && !/\d/.test(text)) keys.push("roman");
  return [{ ...line, page: page.number, keys: keys.map((key) => `${where}:${key}`) }];
}
