/** Pure functions on text that several rooms share. A leaf: it and the four files of `text/` import nothing else. */
export { type NormalisedText, normaliseWithMap } from "./normalise.ts";
export { holdsHan, isInHan } from "./scripts.ts";
export { isContentsLine, isTableRow, splitSentences, type TextRange } from "./sentences.ts";
export { contentWords, isStopWord, normaliseNumber, originalWords, stem, type Word, words } from "./words.ts";
