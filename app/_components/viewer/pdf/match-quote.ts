/** A run of characters inside one text item: `start` inclusive, `end` exclusive, offsets into that item's string. */
export interface ItemRange {
  item: number;
  start: number;
  end: number;
}

/** One character that counts, and where it stands. A ligature gives several that stand at the same place. */
interface Flat {
  chars: string;
  item: number[];
  at: number[];
}

const ignorable = /[\s\u00ad\u200b-\u200d\u2060\ufeff]/u;
const hyphen = /[-\u2010\u2011]/u;

/** The characters of the items without white space, compatibility forms (ligatures, full width) taken apart. */
function flatten(items: readonly string[], skip: (char: string) => boolean): Flat {
  const chars: string[] = [];
  const item: number[] = [];
  const at: number[] = [];
  items.forEach((text, index) => {
    let offset = 0;
    for (const char of text) {
      if (!skip(char)) {
        for (const part of char.normalize("NFKD")) {
          if (skip(part)) continue;
          chars.push(part);
          for (let unit = 0; unit < part.length; unit++) {
            item.push(index);
            at.push(offset);
          }
        }
      }
      offset += char.length;
    }
  });
  return { chars: chars.join(""), item, at };
}

/** How many characters that count stand before `offset` in `text`. */
export function countBefore(text: string, offset: number): number {
  return flatten([text.slice(0, offset)], (char) => ignorable.test(char)).chars.length;
}

/**
 * Finds a quote again in a page's text items, comparing without white space, so that it is found across lines and items;
 * failing that, also without hyphens (words parted at a line's end). Among repeated matches the one nearest to
 * `near` wins: the number of characters that count before the quote (`countBefore` on the page's text).
 * Ranges are in item order, one an item at most; empty when the quote is not on the page.
 */
export function matchQuote(items: readonly string[], quote: string, near: number): ItemRange[] {
  const strict = (char: string) => ignorable.test(char);
  const loose = (char: string) => ignorable.test(char) || hyphen.test(char);
  for (const skip of [strict, loose]) {
    const page = flatten(items, skip);
    const needle = flatten([quote], skip).chars;
    const found = nearest(page.chars, needle, near);
    if (found !== -1) return rangesOf(items, page, found, found + needle.length);
  }
  return [];
}

function nearest(haystack: string, needle: string, near: number): number {
  if (needle === "") return -1;
  let best = -1;
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + 1)) {
    if (best !== -1 && Math.abs(at - near) >= Math.abs(best - near)) break;
    best = at;
  }
  return best;
}

function rangesOf(items: readonly string[], page: Flat, from: number, to: number): ItemRange[] {
  const ranges: ItemRange[] = [];
  for (let index = from; index < to; index++) {
    const item = page.item[index] ?? 0;
    const start = page.at[index] ?? 0;
    const end = start + (String.fromCodePoint(items[item]?.codePointAt(start) ?? 32).length || 1);
    const last = ranges.at(-1);
    if (last?.item === item) last.end = Math.max(last.end, end);
    else {
      // A word parted at the line's end keeps its hyphen marked.
      const rest = last === undefined ? "" : (items[last.item]?.slice(last.end) ?? "");
      if (last !== undefined && /^[-\u2010\u2011\u00ad]+\s*$/u.test(rest)) last.end += rest.trimEnd().length;
      ranges.push({ item, start, end });
    }
  }
  return ranges;
}
