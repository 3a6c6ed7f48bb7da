import type { PageWarning } from "../base/types.ts";

/** Differences that a page's warnings name; a page with more is read differently altogether. */
const MOST_NAMED = 5;
/** Words of a page that are compared, and the length of one. */
const MOST_WORDS = 3000;
const LONGEST_WORD = 40;
/** Words of one reader that the other lacks: with more, the page is read differently altogether. */
const MOST_MISSING = 200;
/** A figure, date or code (anything with a digit) or a name in capitals. */
const TELLING = /[\p{L}\p{N}](?:[\p{L}\p{N}.,:/-]*[\p{L}\p{N}])?/gu;

/**
 * Where two readers of a page differ in a figure, a date, a code or a name in capitals: one has `1,200` where the other has
 * `1,290`. A word counts only if the other text doesn't hold it anywhere, spaces and signs aside, and has one nearly like
 * it that this one lacks: how the two order, space and repeat text doesn't matter.
 */
export function differences(text: string, witness: string): PageWarning[] {
  const [ours, theirs] = [squeeze(text), squeeze(witness)];
  const missing = tellingWords(text, theirs);
  if (missing.length === 0) return [];
  const extra = tellingWords(witness, ours);
  const found: PageWarning[] = [];
  for (const { word, bare } of missing) {
    const other = extra.find((candidate) => isNearlyLike(bare, candidate.bare))?.word;
    if (other === undefined) continue;
    const start = text.indexOf(word);
    found.push({
      text: `Two readers of this file differ: “${word}” or “${other}”. Check this on the page.`,
      start,
      end: start + word.length,
    });
    if (found.length >= MOST_NAMED) break;
  }
  return found;
}

/** The telling words of a text that another one, squeezed, doesn't hold. */
function tellingWords(text: string, other: string): { word: string; bare: string }[] {
  const looked = new Set<string>();
  const missing: { word: string; bare: string }[] = [];
  for (const [word] of text.matchAll(TELLING)) {
    if (looked.size >= MOST_WORDS || missing.length >= MOST_MISSING) break;
    if (word.length < 2 || word.length > LONGEST_WORD || looked.has(word) || !isTelling(word)) continue;
    looked.add(word);
    const bare = squeeze(word);
    if (!other.includes(bare)) missing.push({ word, bare });
  }
  return missing;
}

function isTelling(word: string): boolean {
  return /\p{N}/u.test(word) || (word === word.toUpperCase() && /\p{Lu}{3}/u.test(word));
}

/** Letters and figures alone. */
function squeeze(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}

/** Of one length, and different in some places but not in most of them. */
function isNearlyLike(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  let different = 0;
  for (let index = 0; index < a.length; index++) if (a.charAt(index) !== b.charAt(index)) different += 1;
  return different <= Math.max(1, Math.floor(a.length / 3));
}
