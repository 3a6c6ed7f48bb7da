import type { OutlineItem, Page } from "../base/types.ts";

const NUMBERED =
  /^(?:(?:chapter|section|part|item|article|appendix)\s+)?((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,4})[.:)]?\s+(\S.*)$/i;
const SMALL_WORDS = new Set(
  "a an and as at but by for from in into nor of on or over per the to under via vs with within without".split(" "),
);

/**
 * Level (from 0) of a line that looks like a heading, or null. pdf-parse gives text without fonts, so the signs are the
 * line's own: a section number ("2.3.1 Training"), or a short line in Title Case or CAPITALS that stands alone.
 */
export function headingLevel(line: string, previous: string, next: string): number | null {
  const text = line.trim();
  if (text.length < 3 || text.length > 90 || /[\t]|\.{3,}/.test(text)) return null;
  if (/[.,;:?!\-–]$/.test(text) || !/\p{L}{2}/u.test(text)) return null;
  if (next.trim() === "" && previous.trim() === "") return null;
  const numbered = NUMBERED.exec(text);
  if (numbered?.[1] !== undefined && numbered[2] !== undefined) {
    const dots = numbered[1].split(".").length - 1;
    const plausible = /^\p{Lu}/u.test(numbered[2]) && (dots > 0 || isTitle(numbered[2]));
    return plausible && numbered[2].length > 2 && !/\d{2,}\s*$/.test(text) ? Math.min(dots, 4) : null;
  }
  const continuesAbove =
    /[\p{Ll},\-–]$/u.test(previous.trim()) && !/^\s*$/.test(previous) && previous.trim().length > 60;
  if (continuesAbove || /\d|[:;]/.test(text) || text.length > 70) return null;
  return isTitle(text) && text.split(/\s+/).length >= 1 && startsSentence(next) ? 1 : null;
}

function isTitle(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  if (words.length === 0 || words.length > 12) return false;
  if (text === text.toUpperCase() && /\p{Lu}{3}/u.test(text)) return true;
  return words.every(
    (word, index) => /^[^\p{L}]*\p{Lu}/u.test(word) || (index > 0 && SMALL_WORDS.has(word.toLowerCase())),
  );
}

/** Whether a body of text begins on the next line: long enough to be a sentence, or a list. */
function startsSentence(next: string): boolean {
  const text = next.trim();
  return text.length > 45 || /^[•●▪◦*-]\s/.test(text);
}

/** Headings found line by line, for a document without an outline of its own. */
export function findHeadings(pages: Page[]): OutlineItem[] {
  const found: OutlineItem[] = [];
  const seen = new Map<string, number>();
  for (const page of pages) {
    const lines = page.text.split("\n");
    lines.forEach((line, index) => {
      const level = headingLevel(line, lines[index - 1] ?? "", lines[index + 1] ?? "");
      if (level === null) return;
      const title = line.trim().replace(/\s+/g, " ");
      seen.set(title, (seen.get(title) ?? 0) + 1);
      found.push({ title, page: page.number, level });
    });
  }
  // The same line on page after page is a running header.
  return found.filter((item) => (seen.get(item.title) ?? 0) <= 3);
}
