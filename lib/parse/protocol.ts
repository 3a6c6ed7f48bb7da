import type { ErrorCode } from "../base/errors.ts";
import type { OutlineItem, Page, PageWarning } from "../base/types.ts";

/** What a reader makes of one page: its text, and what else it tells. */
export type ReadPage = Omit<Page, "number">;

/** Who reads a PDF: PDFium, with pdf-parse as witness and for what it cannot read, or pdf-parse alone. */
export type PdfReader = "pdfium" | "pdf-parse";

/** What the parent asks of a parser child: one file. */
export interface ParseRequest {
  type: "parse";
  path: string;
  mediaType: string;
  /** Pages before this one are there already (an earlier child ended on the page before it). */
  fromPage: number;
  /** For a PDF. */
  reader: PdfReader;
}

/** What a page carries besides its text, where the format has it. */
export type PageDetails = Omit<ReadPage, "text">;

/** What a parser child says, in order: `ready`; then for a file `opened`, a `start`, a `page` and perhaps a `differs` for each page, `done`; or `failed`. */
export type ParseMessage =
  | { type: "ready" }
  | { type: "opened"; pagesTotal: number; title: string | null; outline: OutlineItem[]; warnings: string[] }
  | { type: "start"; page: number }
  /** `text` null: this page could not be read. */
  | { type: "page"; page: number; text: string | null; more?: PageDetails }
  /** What the second reader says of a page that was sent, where they differ. */
  | { type: "differs"; page: number; warnings: PageWarning[] }
  | { type: "done" }
  | { type: "failed"; code: ErrorCode; message: string; hint: string };

/** True for an object that came over the channel with a known `type`. */
export function isParseMessage(value: unknown): value is ParseMessage {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  return ["ready", "opened", "start", "page", "differs", "done", "failed"].includes(String(value.type));
}
