import type { OutlineItem, Page } from "../base/types.ts";
import type { Range } from "./running-lines.ts";

/** A heading where it stands on its page; an empty range at 0 when its words are not found there. */
export interface PlacedHeading extends Range {
  page: number;
  title: string;
  level: number;
}

/** Letters and figures only, so that "2.1.  Overview" and "Overview" can be compared. */
function key(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/**
 * Finds the line (or two lines) of each outline entry: on its page, or on the one after or before it, since bookmarks often
 * point a little above their heading. Keeps the outline's order; an entry whose words are nowhere begins where its page does.
 */
export function placeHeadings(pages: Page[], outline: OutlineItem[]): Map<number, PlacedHeading[]> {
  const lines = new Map(pages.map((page) => [page.number, keyedLines(page.text)]));
  const placed = new Map<number, PlacedHeading[]>();
  /** How far each page is used up by the headings placed so far. */
  const used = new Map<number, number>();
  for (const { title, page, level } of outline) {
    let at: (Range & { page: number }) | null = null;
    for (const candidate of [page, page + 1, page - 1]) {
      const range = findTitle(lines.get(candidate) ?? [], key(title), used.get(candidate) ?? 0);
      if (range === null) continue;
      at = { ...range, page: candidate };
      break;
    }
    const from = used.get(page) ?? 0;
    at ??= { page, start: from, end: from };
    used.set(at.page, Math.max(at.end, used.get(at.page) ?? 0));
    placed.set(at.page, [...(placed.get(at.page) ?? []), { ...at, title, level }]);
  }
  for (const headings of placed.values()) headings.sort((a, b) => a.start - b.start);
  return placed;
}

interface KeyedLine extends Range {
  key: string;
}

function keyedLines(text: string): KeyedLine[] {
  const lines: KeyedLine[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const keyed = key(line);
    if (keyed !== "") lines.push({ start, end: start + line.length, key: keyed });
    start += line.length + 1;
  }
  return lines;
}

/** Characters that may stand before a title on its line: a section number. */
const NUMBERING = 10;

function findTitle(lines: KeyedLine[], title: string, from: number): Range | null {
  if (title === "") return null;
  const index = lines.findIndex((line, at) => {
    if (line.start < from) return false;
    const two = line.key + (lines[at + 1]?.key ?? "");
    const fits = (text: string) => text.endsWith(title) && text.length - title.length <= NUMBERING;
    return fits(line.key) || (title.length > line.key.length - NUMBERING && line.key.length > NUMBERING && fits(two));
  });
  const line = lines[index];
  if (line === undefined) return null;
  const single = line.key.endsWith(title);
  return { start: line.start, end: single ? line.end : (lines[index + 1]?.end ?? line.end) };
}

/** The path of titles above a place, outermost first, as headings come by in reading order. */
export function createHeadingPath(): { enter(heading: PlacedHeading): void; path(): string[] } {
  const open: { title: string; level: number }[] = [];
  return {
    enter({ title, level }) {
      while ((open.at(-1)?.level ?? -1) >= level) open.pop();
      open.push({ title, level });
    },
    path: () => open.map((heading) => heading.title),
  };
}
