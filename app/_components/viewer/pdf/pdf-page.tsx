"use client";

import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { type BoxMark, boxMarks, type PlacedMark, placeMarks } from "../page-text.ts";
import type { Mark } from "../viewer-context.tsx";
import { BoxLayer } from "./box-layer.tsx";
import { markItems } from "./mark-items.ts";

interface Props {
  pdf: PDFDocumentProxy;
  documentId: string;
  number: number;
  scale: number;
  marks: Mark[];
  /** Called when this page's marks are in place, with how many quotes were found. */
  onMarked(element: HTMLElement, found: number): void;
}

/** Canvases larger than this (pixels) fail on phones. */
const MOST_PIXELS = 16_000_000;

/** One page: drawn, with its words over it as text that can be selected, read out and marked. */
export function PdfPage({ pdf, documentId, number, scale, marks, onMarked }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const [text, setText] = useState<{ elements: HTMLElement[]; items: string[] } | null>(null);
  /** Marks by their places; null where the page has none, undefined while they are looked up. */
  const [boxes, setBoxes] = useState<BoxMark[] | null | undefined>([]);
  const overlay = useRef<HTMLDivElement>(null);
  const marked = useRef(onMarked);
  marked.current = onMarked;

  useEffect(() => {
    let live = true;
    pdf
      .getPage(number)
      .then((found) => live && setPage(found))
      .catch(() => undefined);
    return () => {
      live = false;
    };
  }, [pdf, number]);

  useEffect(() => {
    const target = canvas.current;
    if (page === null || target === null) return;
    const unit = page.getViewport({ scale: 1 });
    const ratio = Math.min(window.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (unit.width * unit.height)) / scale);
    // Drawn aside and shown when done, so that a zoom never shows an empty page.
    const drawing = document.createElement("canvas");
    const viewport = page.getViewport({ scale: scale * ratio });
    drawing.width = Math.ceil(viewport.width);
    drawing.height = Math.ceil(viewport.height);
    const task = page.render({ canvas: drawing, viewport });
    task.promise
      .then(() => {
        target.width = drawing.width;
        target.height = drawing.height;
        target.getContext("2d")?.drawImage(drawing, 0, 0);
      })
      .catch(() => undefined);
    return () => task.cancel();
  }, [page, scale]);

  useEffect(() => {
    const container = layer.current;
    if (page === null || container === null) return;
    let live = true;
    const build = async () => {
      const { TextLayer } = await import("pdfjs-dist/legacy/build/pdf.mjs");
      const content = await page.getTextContent();
      if (!live) return;
      container.replaceChildren();
      const built = new TextLayer({ textContentSource: content, container, viewport: page.getViewport({ scale: 1 }) });
      await built.render();
      if (live) setText({ elements: built.textDivs, items: built.textContentItemsStr });
    };
    build().catch(() => undefined);
    return () => {
      live = false;
    };
  }, [page]);

  useEffect(() => {
    if (marks.length === 0) return setBoxes([]);
    let live = true;
    setBoxes(undefined);
    boxMarks(documentId, number, marks).then(
      (found) => live && setBoxes(found),
      () => live && setBoxes(null),
    );
    return () => {
      live = false;
    };
  }, [marks, documentId, number]);

  useEffect(() => {
    const element = overlay.current;
    if (page === null || boxes === null || boxes === undefined || element === null) return;
    marked.current(element, boxes.filter(({ kind }) => kind === "quote").length);
  }, [boxes, page]);

  useEffect(() => {
    const element = layer.current;
    if (text === null || element === null) return;
    let live = true;
    const show = (placed: PlacedMark[]) => {
      if (live) marked.current(element, markItems(text.elements, text.items, placed));
    };
    // Read before places were kept, or by a reader without them: the words are searched for among those that pdf.js drew.
    if (boxes === null && marks.length > 0) placeMarks(documentId, marks).then(show, () => show([]));
    else markItems(text.elements, text.items, []);
    return () => {
      live = false;
    };
  }, [text, marks, documentId, boxes]);

  const factor = { "--total-scale-factor": scale * (page?.userUnit ?? 1) } as CSSProperties;
  return (
    <div
      data-page={number}
      style={factor}
      className="relative isolate size-full overflow-hidden bg-white shadow-sm ring-1 ring-black/10"
    >
      <canvas ref={canvas} className="absolute inset-0 size-full" aria-hidden />
      <BoxLayer marks={boxes ?? []} element={overlay} />
      <div ref={layer} className="text-layer" />
    </div>
  );
}
