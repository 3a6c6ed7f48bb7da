import { createRequire } from "node:module";
import { dirname } from "node:path";
import { PDFParse } from "pdf-parse";
import type { OutlineItem } from "../base/types.ts";
import { clean } from "./clean.ts";

/** What the child asks of one open PDF. Pages are read one after another, so one bad page ends only itself. */
export interface OpenPdf {
  pagesTotal: number;
  title: string | null;
  outline: OutlineItem[];
  /** Text with tabs between table cells and a line feed at the end of each line. */
  pageText(page: number): Promise<string>;
  close(): Promise<void>;
}

/** The part of pdf.js's document that resolves where a bookmark points; pdf-parse keeps it to itself. */
interface PdfDocument {
  getDestination(name: string): Promise<unknown[] | null>;
  getPageIndex(reference: { num: number; gen: number }): Promise<number>;
}

interface Bookmark {
  title: string;
  dest: unknown;
  items: Bookmark[];
}

const OUTLINE_LIMIT = 5000;

/** Character maps and fonts are taken from the installed package: nothing is fetched. */
function resources(): { cMapUrl: string; cMapPacked: boolean; standardFontDataUrl: string } {
  const folder = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
  return { cMapUrl: `${folder}/cmaps/`, cMapPacked: true, standardFontDataUrl: `${folder}/standard_fonts/` };
}

/** Opens a PDF. Throws pdf-parse's own exceptions (`PasswordException`, `InvalidPDFException`, …). */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  const parser = new PDFParse({
    data: bytes,
    ...resources(),
    verbosity: 0,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    maxImageSize: 1 << 20,
  });
  const info = await parser.getInfo();
  const document: unknown = Reflect.get(parser, "doc");
  const bookmarks: unknown = info.outline;
  const outline: OutlineItem[] = [];
  if (isDocument(document) && Array.isArray(bookmarks))
    await readOutline(document, bookmarks.filter(isBookmark), 0, outline);
  return {
    pagesTotal: info.total,
    title: readableTitle(info.info?.Title) ?? readableTitle(info.info?.Subject),
    outline,
    async pageText(page) {
      const result = await parser.getText({ partial: [page], pageJoiner: "" });
      return clean(result.pages[0]?.text ?? "");
    },
    close: () => parser.destroy(),
  };
}

/** A title of at least two words; a file number or a template's name is none ("0000320193-22-000070"). */
function readableTitle(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const title = clean(value).replace(/\s+/g, " ").trim().slice(0, 300);
  return title.split(" ").filter((word) => /\p{L}{2}/u.test(word)).length >= 2 || /[\p{Lo}]{2}/u.test(title)
    ? title
    : null;
}

function isDocument(value: unknown): value is PdfDocument {
  return typeof value === "object" && value !== null && "getDestination" in value && "getPageIndex" in value;
}

function isBookmark(value: unknown): value is Bookmark {
  return (
    typeof value === "object" &&
    value !== null &&
    "title" in value &&
    typeof value.title === "string" &&
    "dest" in value &&
    "items" in value &&
    Array.isArray(value.items)
  );
}

async function readOutline(
  document: PdfDocument,
  items: Bookmark[],
  level: number,
  outline: OutlineItem[],
): Promise<void> {
  for (const item of items) {
    if (outline.length >= OUTLINE_LIMIT || level > 8) return;
    const page = await pageOf(document, item.dest);
    const title = clean(item.title).replace(/\s+/g, " ").trim();
    if (page !== null && title !== "") outline.push({ title: title.slice(0, 300), page, level });
    await readOutline(document, item.items.filter(isBookmark), level + 1, outline);
  }
}

/** Page (from 1) that a bookmark points to; null when it points nowhere, which damaged files do. */
async function pageOf(document: PdfDocument, destination: unknown): Promise<number | null> {
  try {
    const resolved = typeof destination === "string" ? await document.getDestination(destination) : destination;
    const target: unknown = Array.isArray(resolved) ? resolved[0] : null;
    if (typeof target === "number") return target + 1;
    if (typeof target !== "object" || target === null || !("num" in target) || !("gen" in target)) return null;
    return (await document.getPageIndex({ num: Number(target.num), gen: Number(target.gen) })) + 1;
  } catch {
    return null;
  }
}
