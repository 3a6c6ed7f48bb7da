import type { PageWarning } from "../base/types.ts";

/** Differences that a page's warnings name; a page with more is read differently altogether. */
const MOST_NAMED = 5;
/** Words of a page that are compared, and the length of one. */
const MOST_WORDS = 3000;
const LONGEST_WORD = 40;
/** A figure, date or code (anything with a digit) or a name in capitals. */
const TELLING = /[\p{L}\p{N}](?:[\p{L}\p{N}.,:/-]*[\p{L}\p{N}])?/gu;

/**
 * Where two readers of a page differ in a figure, a date, a code or a name in capitals: one has `1,200` where the other has
 * `1,290`. A word counts only if the other text doesn't hold it anywhere, spaces and signs aside, and has one nearly like
 * it that this one lacks: how the two order, space and repeat text doesn't matter.
 */
export function differences(text: string, witness: string): PageWarning[] {
  const [ours, theirs] = [squeeze(text), squeeze(witness)];
  const missing = tellingWords(text).filter((word) => !theirs.includes(squeeze(word)));
  if (missing.length === 0) return [];
  const extra = tellingWords(witness).filter((word) => !ours.includes(squeeze(word)));
  const found: PageWarning[] = [];
  for (const word of missing) {
    const other = extra.find((candidate) => isNearlyLike(squeeze(word), squeeze(candidate)));
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

function tellingWords(text: string): string[] {
  const words = new Set<string>();
  for (const [word] of text.matchAll(TELLING)) {
    if (word.length < 2 || word.length > LONGEST_WORD) continue;
    if (/\p{N}/u.test(word) || (word.length > 2 && word === word.toUpperCase() && /\p{Lu}{3}/u.test(word)))
      words.add(word);
    if (words.size >= MOST_WORDS) break;
  }
  return [...words];
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
