import type { PDFDocumentProxy } from "pdfjs-dist";

export interface LoadedPdf {
  pdf: PDFDocumentProxy;
  /** Width and height of each page at scale 1; pages not yet looked at have the first page's. */
  sizes: { width: number; height: number }[];
}

/**
 * Opens a PDF in the browser. pdf.js, its worker, CMaps, fonts and decoders come from our own `/pdfjs` (build.mjs).
 * Bytes arrive by ranges as pages are looked at. `destroy()` of the task ends everything.
 */
export async function openPdf(url: string) {
  const pdfjs = await import("pdfjs-dist/legacy/build/pdf.mjs");
  pdfjs.GlobalWorkerOptions.workerSrc = "/pdfjs/pdf.worker.min.mjs";
  return pdfjs.getDocument({
    url,
    cMapUrl: "/pdfjs/cmaps/",
    cMapPacked: true,
    standardFontDataUrl: "/pdfjs/standard_fonts/",
    wasmUrl: "/pdfjs/wasm/",
    iccUrl: "/pdfjs/iccs/",
    isEvalSupported: false,
    disableAutoFetch: true,
    disableStream: true,
    rangeChunkSize: 1 << 18,
  });
}

/** The size of one page at scale 1. */
export async function sizeOf(pdf: PDFDocumentProxy, page: number) {
  const { width, height } = (await pdf.getPage(page)).getViewport({ scale: 1 });
  return { width, height };
}
