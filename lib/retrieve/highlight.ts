import { contentWords, originalWords } from "../base/text/index.ts";

/** The words of `text` that `query` asks for, as offsets into `text`, in order. */
export function highlightWords(text: string, query: string): [number, number][] {
  const wanted = new Set(contentWords(query).map((word) => word.form));
  return originalWords(text)
    .filter((word) => wanted.has(word.form))
    .map((word) => [word.start, word.end]);
}
