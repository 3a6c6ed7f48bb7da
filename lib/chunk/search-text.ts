import { normaliseWithMap } from "../base/text/index.ts";
import type { Page } from "../base/types.ts";

/** Turns a slice of a page into the text that is searched. */
export type SearchText = (slice: string) => string;

const LINE_END_HYPHEN = /([\p{L}\p{N}]+)[-\u2010]\n(\p{Ll}+)/gu;
/** Dot leaders of a table of contents: each dot would be a token. */
const LEADERS = /(?:[.·•_]\s?){4,}/g;

/**
 * Normalisation for one document: ligatures, soft hyphens, white space, words hyphenated at the end of a line. Where the
 * document itself writes the word with a hyphen elsewhere ("open-source"), the hyphen stays.
 */
export function createSearchText(pages: Page[]): SearchText {
  const compounds = new Set<string>();
  for (const { text } of pages)
    for (const match of text.matchAll(/\p{L}+-\p{Ll}+/gu)) compounds.add(match[0].toLowerCase());
  const keepCompound = (whole: string, left: string, right: string) =>
    compounds.has(`${left}-${right}`.toLowerCase()) ? `${left}-${right}` : whole;
  return (slice) => normaliseWithMap(slice.replace(LINE_END_HYPHEN, keepCompound).replace(LEADERS, " ")).text;
}
