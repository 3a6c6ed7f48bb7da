import { characterAt, characterBefore, normaliseWithMap } from "../base/text/index.ts";
import type { Page } from "../base/types.ts";

/** Turns a slice of a page into the text that is searched. */
export type SearchText = (slice: string) => string;

/** Dot leaders of a table of contents: each dot would be a token. */
const LEADERS = /(?:[.·•_]\s?){4,}/g;

/**
 * Normalisation for one document: ligatures, soft hyphens, white space, words hyphenated at the end of a line. Where the
 * document itself writes the word with a hyphen elsewhere ("open-source"), the hyphen stays.
 */
export function createSearchText(pages: Page[]): SearchText {
  const compounds = new Set<string>();
  for (const { text } of pages)
    for (const { left, right } of hyphenated(text, COMPOUND)) compounds.add(`${left}-${right}`.toLowerCase());
  return (slice) => normaliseWithMap(joinCompounds(slice, compounds).replace(LEADERS, " ")).text;
}

/** Takes the line break out of words that the document hyphenates within a line too. */
function joinCompounds(text: string, compounds: ReadonlySet<string>): string {
  let joined = "";
  let from = 0;
  for (const { start, end, left, right } of hyphenated(text, BROKEN)) {
    if (!compounds.has(`${left}-${right}`.toLowerCase())) continue;
    joined += `${text.slice(from, start)}${left}-${right}`;
    from = end;
  }
  return joined + text.slice(from);
}

/** A word with a hyphen in it, and where it stands. */
interface Hyphenated {
  start: number;
  end: number;
  left: string;
  right: string;
}

interface HyphenForm {
  /** What stands between the two halves. */
  middle: RegExp;
  /** A character of the first half. */
  left: RegExp;
}

const COMPOUND: HyphenForm = { middle: /-/g, left: /\p{L}/u };
const BROKEN: HyphenForm = { middle: /[-\u2010]\n/g, left: /[\p{L}\p{N}]/u };
const SMALL_LETTER = /\p{Ll}/u;

/**
 * Looks at either side of each hyphen, so that every letter is looked at twice at most: a pattern that begins with a run of
 * letters starts anew at each of them.
 */
function* hyphenated(text: string, form: HyphenForm): Generator<Hyphenated> {
  let used = 0;
  for (const { 0: middle, index } of text.matchAll(form.middle)) {
    let start = index;
    while (start > used) {
      const character = characterBefore(text, start);
      if (!form.left.test(character)) break;
      start -= character.length;
    }
    if (start === index) continue;
    const from = index + middle.length;
    let end = from;
    while (end < text.length) {
      const character = characterAt(text, end);
      if (!SMALL_LETTER.test(character)) break;
      end += character.length;
    }
    if (end === from) continue;
    yield { start, end, left: text.slice(start, index), right: text.slice(from, end) };
    used = end;
  }
}
