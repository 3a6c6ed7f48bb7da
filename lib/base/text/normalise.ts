/** A text made fit for search, and where each of its characters came from. */
export interface NormalisedText {
  text: string;
  /** `map[i]` is the offset in the original of `text[i]`; `map[text.length]` is the original's length. */
  map: Uint32Array;
}

/** What is neither white space nor printable: soft hyphens, zero-width characters, byte-order marks, controls. */
const INVISIBLE = /(?!\s)[\p{Cf}\p{Cc}]|\uFEFF/u;
const SPACE = /\s/;
const LOWER = /\p{Ll}/u;
const LETTER = /\p{L}/u;
const MARK = /\p{M}/u;

/**
 * Undoes what PDF text suffers from, for search only: ligatures and width forms (NFKC), soft hyphens, words hyphenated
 * across lines ("align-\nment" → "alignment"), runs of white space (one space, or one newline where the run held one).
 * Quotes are always cut from the original, by way of `map`.
 */
export function normaliseWithMap(original: string): NormalisedText {
  const out: string[] = [];
  const map: number[] = [];
  let i = 0;
  while (i < original.length) {
    const point = original.codePointAt(i) ?? 0;
    const character = String.fromCodePoint(point);
    const joined = endOfLineHyphen(original, i, character);
    if (joined !== null) {
      i = joined;
    } else if (INVISIBLE.test(character)) {
      i += character.length;
    } else if (SPACE.test(character)) {
      const end = skipSpace(original, i);
      if (out.length > 0 && end < original.length) {
        out.push(/[\n\r]/.test(original.slice(i, end)) ? "\n" : " ");
        map.push(i);
      }
      i = end;
    } else {
      const length = clusterLength(original, i, character);
      const normal = original.slice(i, i + length).normalize("NFKC");
      for (const unit of normal.split("")) {
        out.push(unit);
        map.push(i);
      }
      i += length;
    }
  }
  map.push(original.length);
  return { text: out.join(""), map: Uint32Array.from(map) };
}

function skipSpace(text: string, from: number): number {
  let end = from;
  while (end < text.length && SPACE.test(text.charAt(end))) end++;
  return end;
}

/** Where to go on when the hyphen at `at` only breaks a word across lines, else null. */
function endOfLineHyphen(text: string, at: number, character: string): number | null {
  if (!/[-\u2010\u00AD]/.test(character)) return null;
  const end = skipSpace(text, at + 1);
  if (end === at + 1 || !text.slice(at + 1, end).includes("\n")) return null;
  // "DeepSeek-\nR1" keeps its hyphen, "human pref-\nerences" does not.
  return LETTER.test(text.charAt(at - 1)) && LOWER.test(text.charAt(end)) ? end : null;
}

/** UTF-16 units of a cluster at most: Unicode's stream-safe form (UAX 15) allows 30 marks, and NFKC sorts them in quadratic time. */
const LONGEST_CLUSTER = 32;

/** A character together with the combining marks after it, so that NFKC can compose them. */
function clusterLength(text: string, at: number, character: string): number {
  let end = at + character.length;
  const limit = Math.min(text.length, at + LONGEST_CLUSTER);
  while (end < limit && MARK.test(text.charAt(end))) end++;
  return end - at;
}
