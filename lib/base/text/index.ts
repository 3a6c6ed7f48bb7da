/**
 * Pure functions on text that several rooms share. A leaf: it and the files of `text/` import nothing else. Each takes time in
 * line with the length of the text, whatever the text (docs/decisions/0032-linear-scans.md).
 */
export { betweenCharacters, characterAt, characterBefore } from "./characters.ts";
export { type NormalisedText, normaliseWithMap } from "./normalise.ts";
export { holdsHan, isInHan } from "./scripts.ts";
export { isContentsLine, isTableRow, splitSentences, type TextRange } from "./sentences.ts";
export { contentWords, isStopWord, normaliseNumber, originalWords, stem, type Word, words } from "./words.ts";
