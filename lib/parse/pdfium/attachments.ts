import type { Pdfium } from "./module.ts";

/** Names that a warning lists; the others are counted. */
const NAMED = 5;
const LONGEST_NAME = 100;

/** A warning that names the files attached to a PDF, which are not read; null where there are none. */
export function attachmentWarning(pdfium: Pdfium, document: number): string | null {
  const { api } = pdfium;
  const count = api.FPDFDoc_GetAttachmentCount(document);
  if (count <= 0) return null;
  const names: string[] = [];
  for (let index = 0; index < Math.min(count, NAMED); index++) {
    const attachment = api.FPDFDoc_GetAttachment(document, index);
    const name = pdfium
      .readString((buffer, length) => api.FPDFAttachment_GetName(attachment, buffer, length))
      .replace(/[\p{C}\s]+/gu, " ")
      .trim();
    if (name !== "") names.push(name.slice(0, LONGEST_NAME));
  }
  const what =
    count === 1 ? "1 file is attached to this PDF and was" : `${count} files are attached to this PDF and were`;
  const list = names.length === 0 ? "" : `: ${names.join(", ")}${count > names.length ? ", …" : ""}`;
  return `${what} not read${list}. Save and add them as documents of their own.`;
}
