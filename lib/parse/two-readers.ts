import type { OutlineItem, PageWarning } from "../base/types.ts";
import { differences } from "./differences.ts";
import { loadPdfium } from "./pdfium/module.ts";
import { openPdfium, type PdfiumDocument } from "./pdfium/open-pdfium.ts";
import type { PdfReader, ReadPage } from "./protocol.ts";
import { type OpenPdf, openPdf } from "./read-pdf.ts";

/** A page as it was read, and what the other reader finds different in it. */
export interface PageRead {
  page: ReadPage;
  /**
   * Warnings that name the words; none where there is no second reader. Null where the second one cannot open the page: the
   * viewer, which shows pages as pdf.js finds them, cannot either, and in a damaged file the two may count pages differently.
   */
  differences(): Promise<PageWarning[] | null>;
}

/** A PDF that is open for one or two readers. */
export interface PdfForReading {
  pagesTotal: number;
  title: string | null;
  outline: OutlineItem[];
  warnings: string[];
  /** Null where no reader can read the page. */
  readPage(page: number): Promise<PageRead | null>;
}

/** Loads both readers and has them read a small PDF, so that the next file finds them ready. */
export async function warmReaders(blank: Uint8Array): Promise<void> {
  try {
    const pdf = await openForReading(blank, "pdfium");
    if (!(pdf instanceof Error)) await (await pdf.readPage(1))?.differences();
  } catch {
    // The file that is asked for will say what is wrong.
  }
}

/**
 * Opens a PDF. pdf-parse gives title and bookmarks, and reads what PDFium cannot; PDFium gives text with places, where both agree
 * on how many pages there are (the viewer numbers them as pdf.js does). An error where neither can open it: pdf-parse's own.
 */
export async function openForReading(bytes: Uint8Array, reader: PdfReader): Promise<PdfForReading | Error> {
  // pdf.js takes its bytes over.
  const own = reader === "pdfium" ? await openOwn(bytes) : null;
  let second: OpenPdf | null = null;
  try {
    second = await openPdf(new Uint8Array(bytes));
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    if (own === null || failure.name === "PasswordException") return failure;
  }
  let first = second !== null && own?.pagesTotal !== second.pagesTotal ? null : own;
  return {
    pagesTotal: second?.pagesTotal ?? first?.pagesTotal ?? 0,
    title: second?.title ?? null,
    outline: second?.outline ?? [],
    warnings: own?.warnings ?? [],
    async readPage(number) {
      let page: ReadPage | null = null;
      try {
        page = first?.readPage(number) ?? null;
      } catch (error) {
        // After a trap of WebAssembly the module's memory means nothing: the other reader goes on alone.
        if (error instanceof WebAssembly.RuntimeError) first = null;
      }
      const witness = async () => (await second?.pageText(number).catch(() => null)) ?? null;
      if (page !== null && /\S/.test(page.text)) {
        const { text } = page;
        return {
          page,
          differences: async () => {
            if (second === null) return [];
            const other = await witness();
            return other === null ? null : differences(text, other);
          },
        };
      }
      const text = await witness();
      if (text === null && (page === null || second !== null)) return null;
      return { page: { ...page, words: [], text: text ?? "" }, differences: async () => [] };
    },
  };
}

async function openOwn(bytes: Uint8Array): Promise<PdfiumDocument | null> {
  try {
    return openPdfium(await loadPdfium(), bytes);
  } catch {
    return null;
  }
}
