"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { LoadedPdf } from "./load-pdf.ts";
import { PdfPage } from "./pdf-page.tsx";
import type { Mark, Target } from "./viewer-context.tsx";

interface Props {
  loaded: LoadedPdf;
  target: Target & { request: number };
  scroller: RefObject<HTMLElement | null>;
  /** Pixels for one point of the page. */
  scale: number;
  /** The page to go to because someone typed it; `request` grows with each. */
  jump: { page: number; request: number } | null;
  onPage(page: number): void;
  /** Whether the quotes asked for were found on their page. */
  onFound(found: boolean): void;
}

const GAP = 12;
const none: Mark[] = [];

/** The pages, of which only those near the window exist. Opens at the target's page with the quote in the middle. */
export function PdfPages({ loaded, target, scroller, scale, jump, onPage, onFound }: Props) {
  const { pdf, sizes } = loaded;
  const pending = useRef(0);
  const anchor = useRef({ page: 0, share: 0 });
  const virtual = useVirtualizer({
    count: sizes.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (sizes[index]?.height ?? 800) * scale,
    gap: GAP,
    paddingStart: GAP,
    paddingEnd: GAP,
    overscan: 1,
    onChange: (instance) => {
      const middle = (instance.scrollOffset ?? 0) + (instance.scrollRect?.height ?? 0) / 2;
      const item = instance.getVirtualItemForOffset(middle);
      if (item === undefined) return;
      anchor.current = { page: item.index, share: (middle - item.start) / Math.max(1, item.size) };
      onPage(item.index + 1);
    },
  });

  useLayoutEffect(() => {
    pending.current = target.request;
  }, [target]);

  // A new target is gone to; sizes that change (zoom, pane, pages now known) keep the middle where it was in its page.
  useLayoutEffect(() => {
    virtual.measure();
    const element = scroller.current;
    const { page, share } = anchor.current;
    const offset = virtual.getOffsetForIndex(page, "start")?.[0];
    if (pending.current !== 0) virtual.scrollToIndex(target.page - 1, { align: "start" });
    else if (offset !== undefined && element !== null) {
      element.scrollTop = offset + share * (sizes[page]?.height ?? 0) * scale - element.clientHeight / 2;
    }
  }, [scale, sizes, target, virtual, scroller]);

  useEffect(() => {
    if (jump !== null) virtual.scrollToIndex(jump.page - 1, { align: "start" });
  }, [jump, virtual]);

  const marksOf = useMemo(() => {
    const pages = new Map<number, Mark[]>();
    for (const mark of target.marks) pages.set(mark.page, [...(pages.get(mark.page) ?? []), mark]);
    return pages;
  }, [target.marks]);

  const onMarked = useCallback(
    (number: number, element: HTMLElement, found: number) => {
      if (pending.current === 0 || number !== target.page) return;
      pending.current = 0;
      const words = element.querySelector("[data-highlight=quote]") ?? element.querySelector("[data-highlight]");
      words?.scrollIntoView({ block: "center", inline: "nearest" });
      onFound(found > 0 || !target.marks.some(({ kind }) => kind === "quote"));
    },
    [target, onFound],
  );

  const widest = Math.max(...virtual.getVirtualItems().map(({ index }) => (sizes[index]?.width ?? 0) * scale), 0);
  return (
    <div className="relative min-w-full" style={{ height: virtual.getTotalSize(), width: widest + 2 * GAP }}>
      {virtual.getVirtualItems().map(({ index, start, size }) => {
        const width = (sizes[index]?.width ?? 600) * scale;
        return (
          <section
            key={index}
            aria-label={`Page ${index + 1}`}
            className="absolute left-1/2 -translate-x-1/2"
            style={{ top: start, width, height: size }}
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
        );
      })}
    </div>
  );
}
