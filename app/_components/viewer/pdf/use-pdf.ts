"use client";

import type { PDFDocumentLoadingTask } from "pdfjs-dist";
import { useEffect, useState } from "react";
import { type LoadedPdf, openPdf, sizeOf } from "./load-pdf.ts";

/** How many sizes are looked up before the page is told of them. */
const BATCH = 40;

/** A document's PDF, its page sizes filled in as they become known. `failed` when pdf.js could not open it. */
export function usePdf(documentId: string): { loaded: LoadedPdf | null; failed: boolean } {
  const [loaded, setLoaded] = useState<LoadedPdf | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let live = true;
    let task: PDFDocumentLoadingTask | null = null;
    const open = async () => {
      task = await openPdf(`/api/v1/documents/${documentId}/file`);
      const pdf = await task.promise;
      const size = await sizeOf(pdf, 1);
      const sizes = Array.from({ length: pdf.numPages }, () => size);
      if (live) setLoaded({ pdf, sizes: [...sizes] });
      for (let page = 1; live && page <= pdf.numPages; page++) {
        sizes[page - 1] = await sizeOf(pdf, page).catch(() => size);
        if (live && (page % BATCH === 0 || page === pdf.numPages)) setLoaded({ pdf, sizes: [...sizes] });
      }
    };
    setLoaded(null);
    setFailed(false);
    open().catch(() => live && setFailed(true));
    return () => {
      live = false;
      void task?.destroy();
    };
  }, [documentId]);

  return { loaded, failed };
}
