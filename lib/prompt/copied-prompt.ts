import type { Message, Source } from "../base/types.ts";

/** Words in a row that nobody writes twice by chance. */
const RUN = 6;
/** So much of a text from the instructions and the question makes it a copy of them. */
const MOSTLY_FRAME = 0.5;
/** And so much from the prompt as a whole, when some of it is instructions or a passage's title. */
const ALL_PROMPT = 0.9;

/**
 * True when a text is the prompt over again: its instructions, the question, or the passages with their titles. A text that
 * quotes a passage and no more is none.
 */
export function copiesPrompt(text: string, { messages, sources }: { messages: Message[]; sources: Source[] }): boolean {
  const written = runs(text);
  const whole = messages.map(({ content }) => content).join("\n");
  // Too short for a run: only the question itself would be a copy.
  if (written.length === 0) return wordsOf(whole).slice(-wordsOf(text).length).join(" ") === wordsOf(text).join(" ");
  const prompt = new Set(runs(whole));
  const passages = new Set(sources.flatMap((source) => runs(source.text)));
  const held = written.filter((run) => prompt.has(run)).length / written.length;
  const frame = written.filter((run) => prompt.has(run) && !passages.has(run)).length / written.length;
  return frame >= MOSTLY_FRAME || (held >= ALL_PROMPT && frame > 0);
}

function runs(text: string): string[] {
  const words = wordsOf(text);
  return words.slice(RUN - 1).map((_, index) => words.slice(index, index + RUN).join(" "));
}

function wordsOf(text: string): string[] {
  // Markers are taken out of an answer as it comes.
  const plain = text.replace(/\[[^[\]\n]{0,40}\]/g, " ");
  return plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
