import { characterBefore } from "./characters.ts";

const ABBREVIATIONS = new Set(
  (
    "al et etc vs cf ca approx e.g i.e eg ie no nos fig figs eq eqs sec secs ch chap vol vols ed eds rev pp p art arts para " +
    "dept inc ltd corp co llc mr mrs ms dr prof sr jr st mt ave blvd rd gen sen rep gov capt lt col sgt hon u.s u.k u.n " +
    "d.c e.u a.m p.m ph.d m.d jan feb mar apr jun jul aug sep sept oct nov dec est max min tel ext resp incl"
  ).split(" "),
);
/** Abbreviations that mostly stand before a figure or a name, and so never end a sentence. */
const NEVER_LAST = new Set(
  "no nos fig figs eq eqs sec secs ch chap vol vols pp p art arts para mr mrs ms dr prof vs cf e.g i.e eg ie".split(
    " ",
  ),
);

const MARK = /[.!?]/;
const SPACE = /\s/;
const WORD_PART = /[\p{L}\p{N}.&]/u;
/** Closing quotes and brackets that belong to the sentence they stand behind. */
const CLOSING = "”\"'’)]";
const CLOSING_CHINESE = "”」』)";
/** Abbreviations, initials and section numbers are shorter, UTF-16 units: a longer word before a period is none of them. */
const LONGEST_WORD = 64;

/**
 * Offsets just after each sentence's end, inside one block. Scanned by hand, each character a bounded number of times: as
 * one pattern it took time in the square of a run of dots.
 */
export function sentenceEnds(text: string, from: number, to: number): number[] {
  const ends: number[] = [];
  const block = text.slice(from, to);
  let at = 0;
  while (at < block.length) {
    const character = block.charAt(at);
    if (character === "。") {
      at = skip(block, skipMarks(block, at), CLOSING_CHINESE);
      ends.push(from + at);
    } else if (character === "…" || MARK.test(character)) {
      const marksEnd = character === "…" ? at + 1 : skipAsciiMarks(block, at);
      const end = skip(block, marksEnd, CLOSING);
      if (end < block.length && SPACE.test(block.charAt(end))) {
        if (character === "!" || character === "?" || endsHere(block, at, end, character)) ends.push(from + end);
        at = end;
      } else {
        const strong = strongMark(block, at, marksEnd);
        at = strong === -1 ? marksEnd : skip(block, skipMarks(block, strong), CLOSING_CHINESE);
        if (strong !== -1) ends.push(from + at);
      }
    } else at++;
  }
  return ends;
}

function skip(text: string, from: number, characters: string): number {
  let at = from;
  while (at < text.length && characters.includes(text.charAt(at))) at++;
  return at;
}

const skipMarks = (text: string, from: number) => skip(text, from, "。!?");
const skipAsciiMarks = (text: string, from: number) => skip(text, from, ".!?");

/** The first mark of a run that ends a sentence even where no white space follows; -1 when there is none. */
function strongMark(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) if (text.charAt(at) === "!" || text.charAt(at) === "?") return at;
  return -1;
}

function endsHere(block: string, at: number, end: number, mark: string): boolean {
  const next = block.slice(end).trimStart();
  if (next === "") return true;
  if (!/^["“'‘([]*[\p{Lu}\p{Lo}\p{N}•]/u.test(next)) return false;
  if (mark !== ".") return true;
  const before = wordBefore(block, at);
  if (before === null) return true;
  const word = before.toLowerCase().replace(/^[.]+/, "");
  if (NEVER_LAST.has(word)) return false;
  // "1. Introduction": the number of a list or heading belongs to what follows.
  if (/^\d{1,3}(?:\.\d{1,3})*$/.test(word) && isLineStart(block, at - before.length)) return false;
  // An initial: "J. Smith", "George W. Bush".
  if (/^\p{Lu}$/u.test(before)) return false;
  if (ABBREVIATIONS.has(word))
    return (
      /^(?:The|This|That|These|Those|It|In|We|He|She|They|A|An|For|However|As|On|Our)\b/.test(next) &&
      !/^(?:et|st|mt|gen|sen|rep|gov|capt|lt|col|sgt|hon)$/.test(word)
    );
  return true;
}

/** The letters, figures, periods and ampersands that end at `at`; null when they are longer than any abbreviation. */
function wordBefore(text: string, at: number): string | null {
  let start = at;
  while (start > 0) {
    const character = characterBefore(text, start);
    if (!WORD_PART.test(character)) break;
    start -= character.length;
    if (at - start > LONGEST_WORD) return null;
  }
  return text.slice(start, at);
}

/** Whether only white space stands between the start of a line and `at`. */
function isLineStart(text: string, at: number): boolean {
  let start = at;
  while (start > 0 && text.charAt(start - 1) !== "\n" && SPACE.test(text.charAt(start - 1))) start--;
  return start === 0 || text.charAt(start - 1) === "\n";
}
