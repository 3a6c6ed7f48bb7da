import type { Answer } from "../../../../lib/base/types.ts";

/** An answer as plain text with its footnotes, for pasting elsewhere; without a text, the quotes alone. */
export function copyText(answer: Answer): string {
  const quotes = answer.evidence.map(({ text, documentName, page }) => `“${text}” (${documentName}, page ${page})`);
  if (answer.text === "") return [answer.question, ...quotes].join("\n\n");
  const notes = answer.citations.map(
    ({ n, quote, documentName, page }) => `[${n}] “${quote}” (${documentName}, page ${page})`,
  );
  return [answer.question, answer.text, notes.join("\n")].filter((part) => part !== "").join("\n\n");
}
