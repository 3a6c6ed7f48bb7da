import { layOutPage, type PageSize } from "../layout/index.ts";
import type { ReadPage } from "../protocol.ts";
import { readAnnotations } from "./annotations.ts";
import { attachmentWarning } from "./attachments.ts";
import type { Pdfium } from "./module.ts";
import { pictureShare } from "./pictures.ts";
import { readGlyphs } from "./read-glyphs.ts";

/** A PDF opened with PDFium; its pages are read one after another. */
export interface PdfiumDocument {
  pagesTotal: number;
  /** About the file as a whole: what is attached to it. */
  warnings: string[];
  readPage(page: number): ReadPage;
  close(): void;
}

/** Opens a PDF, or gives null where PDFium cannot: another reader may. */
export function openPdfium(pdfium: Pdfium, bytes: Uint8Array): PdfiumDocument | null {
  const { api } = pdfium;
  const memory = pdfium.allocate(bytes.length);
  if (memory === 0) return null;
  pdfium.bytes().set(bytes, memory);
  const document = api.FPDF_LoadMemDocument(memory, bytes.length, "");
  if (document === 0) {
    pdfium.free(memory);
    return null;
  }
  const compounds = new Set<string>();
  const environment = api.PDFiumExt_OpenFormFillInfo();
  const form = environment === 0 ? 0 : api.PDFiumExt_InitFormFillEnvironment(document, environment);
  const attached = attachmentWarning(pdfium, document);
  return {
    pagesTotal: api.FPDF_GetPageCount(document),
    warnings: attached === null ? [] : [attached],
    readPage(number) {
      const page = api.FPDF_LoadPage(document, number - 1);
      if (page === 0) throw new Error("PDFium cannot load this page");
      try {
        const { glyphs, size, frame, unmapped, cut } = readGlyphs(pdfium, page);
        const additions = readAnnotations(pdfium, page, form, frame);
        const { text, words } = layOutPage({ glyphs, size, additions, compounds });
        const warnings: string[] = [];
        if (unmapped > 0) warnings.push(unreadable(unmapped));
        if (isScan(pdfium, page, glyphs.length, size)) warnings.push(SCANNED);
        if (cut) warnings.push("It holds more characters than are read from one page; the rest was left out.");
        const label = labelOf(pdfium, document, number);
        return {
          text,
          ...size,
          words,
          warnings: warnings.map((told) => ({ text: told })),
          how: /\S/.test(text) ? "text" : "none",
          ...(label === null ? {} : { label }),
        };
      } finally {
        api.FPDF_ClosePage(page);
      }
    },
    close() {
      if (form !== 0) api.PDFiumExt_ExitFormFillEnvironment(form);
      if (environment !== 0) api.PDFiumExt_CloseFormFillInfo(environment);
      api.FPDF_CloseDocument(document);
      pdfium.free(memory);
    },
  };
}

/** A page with fewer characters that is mostly picture is a scan, with a stamp or a number at most. */
const FEW_CHARACTERS = 200;
const MOSTLY = 0.5;
const SCANNED = "This page is a scanned picture; what it shows has not been read.";

function isScan(pdfium: Pdfium, page: number, characters: number, { width, height }: PageSize): boolean {
  return characters < FEW_CHARACTERS && pictureShare(pdfium, page, width * height) > MOSTLY;
}

function unreadable(letters: number): string {
  return `${letters} ${letters === 1 ? "character is" : "characters are"} drawn with a font that doesn't say which letters they are, so words may be wrong.`;
}

/** A page's label may be as long as a name, characters. */
const LONGEST_LABEL = 40;

/** The printed label where the file names one that isn't just the page's number. */
function labelOf(pdfium: Pdfium, document: number, number: number): string | null {
  const raw = pdfium.readString((buffer, length) => pdfium.api.FPDF_GetPageLabel(document, number - 1, buffer, length));
  const label = raw
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_LABEL);
  return label === "" || label === String(number) ? null : label;
}
