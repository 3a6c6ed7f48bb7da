/** Pure functions on text that several rooms share. A leaf: it and the four files of `text/` import nothing else. */
export { type NormalisedText, normaliseWithMap } from "./text/normalise.ts";
export { holdsHan, isInHan } from "./text/scripts.ts";
export { isContentsLine, isTableRow, splitSentences, type TextRange } from "./text/sentences.ts";
export { contentWords, isStopWord, normaliseNumber, originalWords, stem, type Word, words } from "./text/words.ts";
