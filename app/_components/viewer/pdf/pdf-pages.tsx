"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useScrollWindow } from "../use-scroll-window.ts";
import type { Mark, Target } from "../viewer-context.tsx";
import type { LoadedPdf } from "./load-pdf.ts";
import { GAP, layOutPages, offsetOf, type PageLayout, pageAt, pagesBetween, placeAt } from "./page-layout.ts";
import { PdfPage } from "./pdf-page.tsx";

interface Props {
  loaded: LoadedPdf;
  target: Target & { request: number };
  scroller: RefObject<HTMLElement | null>;
  /** Pixels for one point of the page. */
  scale: number;
  /** The page to go to because someone typed it; another object each time. */
  jump: { page: number } | null;
  onPage(page: number): void;
  /** Whether the quotes asked for were found on their page. */
  onFound(found: boolean): void;
}

const none: Mark[] = [];

/** The pages, of which only those near the window exist. Opens at the target's page with the quote in the middle. */
export function PdfPages({ loaded, target, scroller, scale, jump, onPage, onFound }: Props) {
  const { pdf, sizes } = loaded;
  const layout = useMemo(() => layOutPages(sizes, scale), [sizes, scale]);
  const { top, height } = useScrollWindow(scroller);
  /** The target whose words are still to be scrolled to, once they are marked. */
  const pending = useRef<Target | null>(null);
  const before = useRef<{ layout: PageLayout; target: Target } | null>(null);
  const jumped = useRef(jump);
  const middle = pageAt(layout, top + height / 2);

  useEffect(() => onPage(middle + 1), [middle, onPage]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const last = before.current;
    before.current = { layout, target };
    if (element === null) return;
    if (last === null || last.target !== target) pending.current = target;
    if (pending.current !== null) {
      element.scrollTop = (layout.tops[target.page - 1] ?? GAP) - GAP;
    } else if (jump !== null && jump !== jumped.current) {
      element.scrollTop = (layout.tops[jump.page - 1] ?? GAP) - GAP;
    } else if (last !== null && last.layout !== layout) {
      // Zoom, the pane's width, sizes now known: the middle of the window stays where it was in its page.
      const half = element.clientHeight / 2;
      element.scrollTop = offsetOf(layout, placeAt(last.layout, element.scrollTop + half)) - half;
    }
    jumped.current = jump;
  }, [layout, target, jump, scroller]);

  const marksOf = useMemo(() => {
    const pages = new Map<number, Mark[]>();
    for (const mark of target.marks) pages.set(mark.page, [...(pages.get(mark.page) ?? []), mark]);
    return pages;
  }, [target.marks]);

  const onMarked = useCallback(
    (number: number, element: HTMLElement, found: number) => {
      if (pending.current !== target || number !== target.page) return;
      pending.current = null;
      const words = element.querySelector("[data-highlight=quote]") ?? element.querySelector("[data-highlight]");
      const box = scroller.current;
      if (words && box) {
        const [inner, outer] = [words.getBoundingClientRect(), box.getBoundingClientRect()];
        box.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 2;
        if (inner.left < outer.left || inner.right > outer.right) box.scrollLeft += inner.left - outer.left - GAP;
      }
      onFound(found > 0 || !target.marks.some(({ kind }) => kind === "quote"));
    },
    [target, onFound, scroller],
  );

  const near = height === 0 ? [target.page - 1] : pagesBetween(layout, top - height, top + 2 * height);
  const widest = Math.max(...near.map((index) => (sizes[index]?.width ?? 0) * scale));
  return (
    <div className="relative min-w-full" style={{ height: layout.total, width: widest + 2 * GAP }}>
      {near.map((index) => (
        <section
          key={index}
          aria-label={`Page ${index + 1}`}
          className="absolute left-1/2 -translate-x-1/2"
          style={{
            top: layout.tops[index],
            height: layout.heights[index],
            width: (sizes[index]?.width ?? 600) * scale,
          }}
        >
          <PdfPage
            pdf={pdf}
            documentId={target.documentId}
            number={index + 1}
            scale={scale}
            marks={marksOf.get(index + 1) ?? none}
            onMarked={(element, found) => onMarked(index + 1, element, found)}
          />
        </section>
      ))}
    </div>
  );
}
