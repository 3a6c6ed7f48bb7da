import { FootnoteError } from "../base/errors.ts";

export type MediaType = "application/pdf" | "text/plain" | "text/markdown";

/** Bytes of a file's start that decide its kind: readers accept a PDF header within the first 1,024 (ISO 32000-1, H.3). */
export const sniffLength = 1024;

/**
 * Tells the kind of a file from its first bytes; the name only tells Markdown from plain text. A name without an
 * extension says nothing, and the bytes alone decide.
 * @throws FootnoteError `not_supported`.
 */
export function mediaTypeOf(head: Uint8Array, name: string): MediaType {
  const start = Buffer.from(head.subarray(0, sniffLength));
  if (start.includes("%PDF")) return "application/pdf";
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === "pdf") {
    throw new FootnoteError("not_supported", `“${name}” is named like a PDF but is not one.`, {
      hint: "Open it in the program that made it and export it as PDF.",
    });
  }
  if (!start.includes(0) && extension !== undefined && ["txt", "text", "md", "markdown"].includes(extension)) {
    return extension.startsWith("m") ? "text/markdown" : "text/plain";
  }
  if (extension === undefined && looksLikeText(start)) return "text/plain";
  throw new FootnoteError("not_supported", `Footnote cannot read “${name}”.`, {
    hint: "It takes PDF, plain text (.txt) and Markdown (.md). Export the file as PDF.",
  });
}

/** UTF-8 without control characters other than white space; the last character may be cut off. */
function looksLikeText(start: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    return !/[^\P{Cc}\s]/u.test(text);
  } catch {
    return false;
  }
}
