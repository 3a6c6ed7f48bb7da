import { betweenCharacters, splitSentences, type TextRange } from "../base/text/index.ts";
import type { Span } from "../base/types.ts";
import type { PageText } from "./sources.ts";

/** Pages up to this length are read whole, characters: nearly all pages of print. */
const WHOLE = 12_000;
/** Of longer ones, so much on either side of what was found. */
const AROUND = 2_000;
/** And so much of what was found: some ten times a chunk of ordinary text. */
const LONGEST_SPAN = 8_000;
/** Longer "sentences" are lists and forms without a period. */
const LONGEST = 420;
const PIECE = 300;
/** A piece without a blank in it is cut at this length. */
const LONGEST_UNBROKEN = 1_000;

export interface PageSentences {
  page: string;
  /** Sentences around the span, in order, overlong ones in pieces; offsets into `page`. */
  sentences: TextRange[];
}

/**
 * Reads the sentences around spans. Its work is bounded by the span and not by the page, which may be a whole file: only the
 * neighbourhood of a span is split, and a page that several spans share only once.
 */
export function createSentenceReader(pageText: PageText): (documentId: string, span: Span) => Promise<PageSentences> {
  const whole = new Map<string, PageSentences>();
  return async (documentId, span) => {
    const key = `${documentId}:${span.page}`;
    const known = whole.get(key);
    if (known !== undefined) return known;
    const page = await pageText(documentId, span.page);
    const textEnd = page.trimEnd().length;
    const { start, end } = neighbourhood(page, span);
    const sentences = splitSentences(page.slice(start, end))
      .map((sentence) => ({ start: start + sentence.start, end: start + sentence.end }))
      .flatMap((sentence) => readable(page, sentence))
      .map((piece) => (piece.end < textEnd ? piece : withoutCutWord(page, piece)));
    const result = { page, sentences };
    if (end - start === page.length) whole.set(key, result);
    return result;
  };
}

/** The part of a page to read for a span: all of a short one, else what stands around, from line to line where lines are near. */
function neighbourhood(page: string, span: Span): TextRange {
  if (page.length <= WHOLE) return { start: 0, end: page.length };
  const from = Math.max(0, span.start - AROUND);
  const to = Math.min(page.length, Math.min(span.end, span.start + LONGEST_SPAN) + AROUND);
  const line = page.slice(from, from + AROUND).indexOf("\n");
  const last = page.slice(to - AROUND, to).lastIndexOf("\n");
  return {
    start: from === 0 ? 0 : betweenCharacters(page, line === -1 ? from : from + line + 1),
    end: to === page.length ? to : betweenCharacters(page, last === -1 ? to : to - AROUND + last),
  };
}

/** An overlong sentence in pieces that end at a line or after a comma, else between words. */
function readable(page: string, sentence: TextRange): TextRange[] {
  const pieces: TextRange[] = [];
  let { start } = sentence;
  while (sentence.end - start > LONGEST) {
    const text = page.slice(start, start + PIECE);
    const cut = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("; ") + 1, text.lastIndexOf(", ") + 1);
    let end = start + (cut > PIECE / 3 ? cut : text.lastIndexOf(" "));
    if (end <= start) {
      if (sentence.end - start <= LONGEST_UNBROKEN) break;
      end = betweenCharacters(page, start + LONGEST_UNBROKEN);
    }
    pieces.push({ start, end });
    start = end;
    while (start < sentence.end && /\s/.test(page.charAt(start))) start++;
  }
  return [...pieces, { start, end: sentence.end }];
}

/** A sentence that runs on to the next page ends before the page number, and before a half word where one stands last. */
function withoutCutWord(page: string, { start, end }: TextRange): TextRange {
  const numbered = withoutPageNumber(page.slice(start, end));
  if (!/\p{L}[-\u2010\u00AD]$/u.test(numbered.slice(-3))) return { start, end: start + numbered.length };
  let blank = numbered.length;
  while (blank > 0 && !/\s/.test(numbered.charAt(blank - 1))) blank--;
  const whole = blank === 0 ? numbered : numbered.slice(0, blank).trimEnd();
  return { start, end: start + whole.length };
}

/** Longest way to write a page number, characters. */
const LONGEST_NUMBER = 16;

/** A text without a page number that stands on a line of its own at the end. */
function withoutPageNumber(text: string): string {
  const trimmed = text.trimEnd();
  for (const form of [/page\s{0,8}\d{1,4}$/i, /\d{1,4}$/]) {
    const number = form.exec(trimmed.slice(-LONGEST_NUMBER))?.[0];
    if (number === undefined) continue;
    const rest = trimmed.slice(0, trimmed.length - number.length);
    const kept = rest.trimEnd();
    if (rest.slice(kept.length).includes("\n")) return kept;
  }
  return text;
}
