import { splitSentences } from "../base/text/index.ts";
import type { Page } from "../base/types.ts";
import type { PlacedHeading } from "./headings.ts";
import type { Range } from "./running-lines.ts";

/** The smallest piece that a chunk is made of: a sentence, a row of a table, a heading. */
export interface Unit extends Range {
  page: number;
  /** The headings that begin here; the unit is one itself when `isHeading`. */
  headings: PlacedHeading[];
  isHeading: boolean;
}

/** The units of a page in order, running lines left out. Every other word of the page is in exactly one. */
export function pageUnits(page: Page, removed: Range[], headings: PlacedHeading[]): Unit[] {
  const text = mask(page.text, removed);
  const borders = headings.flatMap(({ start, end }) => (end > start ? [start, end] : [])).sort((a, b) => a - b);
  const units: Unit[] = [];
  let next = 0;
  let border = 0;
  /** How far the headings reach that have begun. */
  let headingEnd = 0;
  for (const sentence of splitSentences(text)) {
    while ((borders[border] ?? Infinity) <= sentence.start) border++;
    const inside: number[] = [];
    for (let at = borders[border]; at !== undefined && at < sentence.end; at = borders[++border]) inside.push(at);
    for (const { start, end } of splitAt(sentence, inside, text)) {
      const begun: PlacedHeading[] = [];
      for (let heading = headings[next]; heading !== undefined && heading.start <= start; heading = headings[next]) {
        begun.push(heading);
        headingEnd = Math.max(headingEnd, heading.end);
        next++;
      }
      units.push({ start, end, page: page.number, headings: begun, isHeading: end <= headingEnd });
    }
  }
  return units;
}

/** The text with the ranges blanked out, of the same length. */
export function mask(text: string, ranges: Range[]): string {
  let masked = "";
  let from = 0;
  for (const { start, end } of ranges) {
    masked += text.slice(from, start) + "\n".repeat(end - start);
    from = end;
  }
  return masked + text.slice(from);
}

/** Splits a range at the borders inside it, ascending; pieces without a word are joined to none. */
function splitAt(range: Range, borders: number[], text: string): Range[] {
  const at = [range.start, ...borders, range.end];
  return at.slice(1).flatMap((end, index) => {
    const start = at[index] ?? range.start;
    return text.slice(start, end).trim() === "" ? [] : [{ start, end }];
  });
}
