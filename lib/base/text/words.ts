import { normaliseWithMap } from "./normalise.ts";

/** A word of a text: its search form and its offsets. */
export interface Word {
  /** Lower case, stemmed; numbers in one form ("1,234.50" → "1234.5"); one CJK character. */
  form: string;
  start: number;
  end: number;
  /** True when the word carries a number. */
  number: boolean;
}

const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)+|\d+`;
const CJK = String.raw`\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}`;
const LETTERS = String.raw`(?:(?!${CJK})[\p{L}\p{M}])+(?:['’](?!s\b)(?:(?!${CJK})[\p{L}\p{M}])+)*`;
/** Codes such as "B737", "R1" or "10-Q" stay apart at hyphens but keep letters and digits together. */
const WORD = new RegExp(String.raw`['’]s\b|(?:${NUMBER})(?![\p{L}\d])|${CJK}|(?:${LETTERS}|\d+)+`, "gu");

/**
 * Words of a text in order. White space, punctuation and possessive 's are left out; the same function is used on
 * questions, sentences and sources, so that their forms compare.
 */
export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const raw = match[0];
    if (/^['’]/.test(raw)) continue;
    const number = /^\d/.test(raw) && !/\p{L}/u.test(raw);
    const form = number ? normaliseNumber(raw) : stem(wordForm(raw));
    found.push({ form, start: match.index, end: match.index + raw.length, number });
  }
  return found;
}

/** Characters of a word that tell it from others; NFKC takes time in the square of a run of combining marks. */
const TELLING = 128;

function wordForm(raw: string): string {
  return raw.slice(0, TELLING).normalize("NFKC").toLowerCase().replace(/’/g, "'");
}

/**
 * Words of a text as a parser gave it, with offsets into it: ligatures and words hyphenated across lines are undone first,
 * so that "pref-\nerences" is one word that spans both lines.
 */
export function originalWords(original: string): Word[] {
  const { text, map } = normaliseWithMap(original);
  return words(text).map((word) => {
    const last = map[word.end - 1] ?? 0;
    return { ...word, start: map[word.start] ?? 0, end: last + characterLength(original, last) };
  });
}

/** UTF-16 length of the character at an offset, the marks that combine with it included. */
function characterLength(text: string, at: number): number {
  return text.slice(at, at + 16).match(/^[\s\S]\p{M}*/u)?.[0].length ?? 1;
}

/** The words that carry meaning: stop words left out. Falls back to all words when nothing else is there ("who is it?"). */
export function contentWords(text: string): Word[] {
  const all = words(text);
  const content = all.filter((word) => !isStopWord(word.form));
  return content.length > 0 ? content : all;
}

/** "1,234.50" → "1234.5", "007" → "7", "2.4.5" as it is. */
export function normaliseNumber(raw: string): string {
  const plain = raw.replace(/,/g, "");
  if (/\.\d+\./.test(plain)) return plain;
  const value = plain.replace(/^0+(?=\d)/, "");
  if (!value.includes(".")) return value;
  let end = value.length;
  while (value.charAt(end - 1) === "0") end--;
  return value.slice(0, value.charAt(end - 1) === "." ? end - 1 : end);
}

const STOP = new Set(
  (
    "a an and are as at be been being but by can could did do does doing done for from had has have having he her hers " +
    "him his how i if in into is it its itself may me might mine must my no nor not of on or our ours out over own shall " +
    "she should so some such than that the their theirs them then there these they this those to too under up upon us " +
    "was we were what when where which while who whom whose why will with would you your yours about according also " +
    "any each please tell show give list describe explain"
  ).split(" "),
);
const STOP_STEMS = new Set([...STOP].map((word) => stem(word)));

/** True for words that say nothing about the subject (English); takes a raw lower-case word or its stem. */
export function isStopWord(form: string): boolean {
  return STOP.has(form) || STOP_STEMS.has(form);
}

/**
 * Light English stemming: the plural and verb endings of Porter's first step (Porter 1980), "-ly", and a final e or y
 * evened out, so that "policies", "policy" and "strategies" meet. Words of other scripts come back unchanged.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z']+$/.test(word)) return word;
  let w = word;
  if (w.endsWith("sses") || w.endsWith("ies")) w = w.slice(0, -2);
  else if (w.endsWith("s") && !/(ss|us|is)$/.test(w)) w = w.slice(0, -1);
  if (w.endsWith("ied")) w = w.slice(0, -1);
  else w = withoutEnding(w);
  if (w.length > 5 && w.endsWith("ly")) w = w.slice(0, -2);
  if (w.length > 3 && w.endsWith("ie")) w = w.slice(0, -1);
  if (w.length > 3 && w.endsWith("y")) w = `${w.slice(0, -1)}i`;
  if (w.length > 3 && w.endsWith("e")) w = w.slice(0, -1);
  return w;
}

function withoutEnding(word: string): string {
  for (const ending of ["ing", "ed"]) {
    if (!word.endsWith(ending)) continue;
    const root = word.slice(0, -ending.length);
    if (root.length < 3 || !/[aeiouy]/.test(root)) return word;
    return /([bdfgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
  }
  return word;
}
