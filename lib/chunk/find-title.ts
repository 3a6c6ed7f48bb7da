import type { Range } from "./running-lines.ts";

/** Finds the first line from an offset on that a title ends, given the title's key; null when there is none. */
export type FindTitle = (titleKey: string, from: number) => Range | null;

/** Characters that may stand before a title on its line: a section number. */
const NUMBERING = 10;
/** A line longer than this is text and no title, characters. */
export const LONGEST_LINE = 1000;

/** Letters and figures only, so that "2.1.  Overview" and "Overview" can be compared. */
export function key(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

interface KeyedLine extends Range {
  key: string;
}

/** Lines of the text that hold a letter or a figure. */
function keyedLines(text: string): KeyedLine[] {
  const lines: KeyedLine[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const keyed = line.length > LONGEST_LINE ? "" : key(line);
    if (keyed !== "") lines.push({ start, end: start + line.length, key: keyed });
    start += line.length + 1;
  }
  return lines;
}

/**
 * Looks titles up in an index of the page's lines, since a file may hold as many titles as lines: to compare each with each
 * takes time in the square of the page.
 */
export function createTitleFinder(text: string): FindTitle {
  const lines = keyedLines(text);
  /** Numbers of the lines, ascending, that a title ends with at most `NUMBERING` characters before it. */
  const single = new Map<string, number[]>();
  /** The same for lines joined with the next one. */
  const double = new Map<string, number[]>();
  lines.forEach((line, at) => {
    addEndings(single, line.key, at);
    if (line.key.length > NUMBERING) addEndings(double, line.key + (lines[at + 1]?.key ?? ""), at);
  });
  /** The first of these lines that begins at `from` or later, as a line number. */
  const first = (candidates: number[] = [], from: number): number => {
    let low = 0;
    let high = candidates.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lines[candidates[middle] ?? 0]?.start ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return candidates[low] ?? lines.length;
  };
  return (title, from) => {
    if (title === "") return null;
    const index = Math.min(first(single.get(title), from), first(double.get(title), from));
    const line = lines[index];
    if (line === undefined) return null;
    const alone = line.key.endsWith(title);
    return { start: line.start, end: alone ? line.end : (lines[index + 1]?.end ?? line.end) };
  };
}

function addEndings(index: Map<string, number[]>, text: string, line: number): void {
  for (let cut = 0; cut <= NUMBERING && cut < text.length; cut++) {
    const ending = text.slice(cut);
    const lines = index.get(ending) ?? [];
    lines.push(line);
    index.set(ending, lines);
  }
}
