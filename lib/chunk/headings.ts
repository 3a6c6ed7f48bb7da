import type { OutlineItem, Page } from "../base/types.ts";
import { createTitleFinder, type FindTitle, key, LONGEST_LINE } from "./find-title.ts";
import type { Range } from "./running-lines.ts";

/** A heading where it stands on its page; an empty range at 0 when its words are not found there. */
export interface PlacedHeading extends Range {
  page: number;
  title: string;
  level: number;
}

/** A title is kept with every chunk under it, so its length is bounded, characters. */
const LONGEST_TITLE = 300;
/** And so is the depth of the titles above a chunk. */
const DEEPEST = 12;

/**
 * Finds the line (or two lines) of each outline entry: on its page, or on the one after or before it, since bookmarks often
 * point a little above their heading. Keeps the outline's order; an entry whose words are nowhere begins where its page does.
 */
export function placeHeadings(pages: Page[], outline: OutlineItem[]): Map<number, PlacedHeading[]> {
  const textOf = new Map(pages.map((page) => [page.number, page.text]));
  const finders = new Map<number, FindTitle>();
  const finderOf = (page: number) => {
    const finder = finders.get(page) ?? createTitleFinder(textOf.get(page) ?? "");
    finders.set(page, finder);
    return finder;
  };
  const placed = new Map<number, PlacedHeading[]>();
  /** How far each page is used up by the headings placed so far. */
  const used = new Map<number, number>();
  for (const { title, page, level } of outline) {
    const wanted = key(title.slice(0, LONGEST_LINE + 1));
    let at: (Range & { page: number }) | null = null;
    for (const candidate of [page, page + 1, page - 1]) {
      const range = finderOf(candidate)(wanted, used.get(candidate) ?? 0);
      if (range === null) continue;
      at = { ...range, page: candidate };
      break;
    }
    const from = used.get(page) ?? 0;
    at ??= { page, start: from, end: from };
    used.set(at.page, Math.max(at.end, used.get(at.page) ?? 0));
    const list = placed.get(at.page) ?? [];
    list.push({ ...at, title: title.slice(0, LONGEST_TITLE), level });
    placed.set(at.page, list);
  }
  for (const headings of placed.values()) headings.sort((a, b) => a.start - b.start);
  return placed;
}

/** The path of titles above a place, outermost first, as headings come by in reading order. */
export function createHeadingPath(): { enter(heading: PlacedHeading): void; path(): string[] } {
  const open: { title: string; level: number }[] = [];
  return {
    enter({ title, level }) {
      while ((open.at(-1)?.level ?? -1) >= level) open.pop();
      if (open.length < DEEPEST) open.push({ title, level });
    },
    path: () => open.map((heading) => heading.title),
  };
}
