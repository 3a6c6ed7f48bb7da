import type { IndexedChunk } from "../base/types.ts";
import type { Tokenizer } from "../embed/types.ts";

/**
 * What is embedded for a chunk: what its document is about and the headings above it, the header of the table
 * that it goes on with, then its text. Where the window is
 * too small for all of it the context gives way, the innermost heading last.
 */
export function embeddedText(
  chunk: Pick<IndexedChunk, "about" | "headings" | "tableHeader" | "text">,
  tokenizer: Tokenizer,
): string {
  const context = [chunk.about ?? "", ...chunk.headings, chunk.tableHeader ?? ""].filter((part) => part !== "");
  while (context.length > 0) {
    const text = `${context.join(". ")}\n${chunk.text}`;
    if (tokenizer.count(text) <= tokenizer.maxTokens) return text;
    context.splice(context.length > 2 ? 1 : 0, 1);
  }
  return chunk.text;
}
