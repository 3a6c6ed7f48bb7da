"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useDocument } from "../library/use-document.ts";
import { Notice } from "../ui/notice.tsx";
import { PdfPages } from "./pdf/pdf-pages.tsx";
import { usePdf } from "./pdf/use-pdf.ts";
import { TextPages } from "./text-pages.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useWidth, useZoom } from "./use-zoom.ts";
import { type Target, useViewer } from "./viewer-context.tsx";

type Open = Target & { request: number };

/** The right pane: one document, opened at a page with words marked. Nothing while no document is open. */
export function Viewer() {
  const { target, close } = useViewer();
  const { record, failure } = useDocument(target?.documentId ?? null);
  if (target === null) return null;
  // What a browser can't show itself is shown as the text that was read.
  const isPdf = record === null || record.mediaType === "application/pdf";
  const textPages = isPdf ? null : Math.max(1, record.coverage.pages);
  return (
    <aside
      data-viewer
      aria-label={`Document: ${target.documentName}`}
      className="fixed inset-0 z-40 flex flex-col bg-sunk md:static md:w-[46%] md:min-w-0 md:shrink-0 md:border-l"
    >
      {record === null && failure === null ? (
        <PageSkeleton />
      ) : textPages !== null ? (
        <TextViewer key={target.documentId} target={target} pages={textPages} onClose={close} />
      ) : (
        <PdfViewer key={target.documentId} target={target} onClose={close} />
      )}
    </aside>
  );
}

const scrollerLook = "relative min-h-0 flex-1 overflow-auto overscroll-contain outline-offset-[-3px]";

/** Gives the pages the keyboard at each opening, and a place in the tab order: arrows and Page Down scroll them. */
function useFocus(target: Open) {
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    if (scroller.current === null || target.request === 0) return;
    scroller.current.tabIndex = 0;
    scroller.current.focus({ preventScroll: true });
  }, [target]);
  return scroller;
}

function PdfViewer({ target, onClose }: { target: Open; onClose(): void }) {
  const scroller = useFocus(target);
  const { loaded, failed } = usePdf(target.documentId);
  const { zoom, zoomIn, zoomOut, canZoomIn, canZoomOut } = useZoom(scroller);
  const width = useWidth(scroller);
  const [page, setPage] = useState(target.page);
  const [jump, setJump] = useState<{ page: number } | null>(null);
  const [missed, setMissed] = useState<number | null>(null);
  const onFound = useCallback((found: boolean) => setMissed(found ? null : target.request), [target.request]);
  const widest = loaded === null ? 0 : Math.max(...loaded.sizes.map((size) => size.width));
  const scale = widest === 0 ? 0 : (Math.max(120, width - 24) / widest) * zoom;

  return (
    <>
      <Toolbar
        documentId={target.documentId}
        name={target.documentName}
        page={page}
        pages={loaded?.sizes.length ?? null}
        percent={Math.round(scale * 100)}
        zoomIn={canZoomIn ? zoomIn : null}
        zoomOut={canZoomOut ? zoomOut : null}
        onJump={(wanted) => setJump({ page: wanted })}
        onClose={onClose}
      />
      <div aria-live="polite">
        {missed === target.request && (
          <p className="bg-warn-soft px-4 py-2 text-sm text-warn">
            The words are on this page, but could not be marked in its text.
          </p>
        )}
      </div>
      <section ref={scroller} aria-label="Pages" className={scrollerLook}>
        {failed && (
          <div className="p-4">
            <Notice look="bad" live hint="Download the file to open it in another program.">
              This document cannot be shown here.
            </Notice>
          </div>
        )}
        {!failed && (loaded === null || width === 0) && <PageSkeleton />}
        {loaded !== null && width > 0 && (
          <PdfPages
            loaded={loaded}
            target={target}
            scroller={scroller}
            scale={scale}
            jump={jump}
            onPage={setPage}
            onFound={onFound}
          />
        )}
      </section>
    </>
  );
}

function TextViewer({ target, pages, onClose }: { target: Open; pages: number; onClose(): void }) {
  const scroller = useFocus(target);
  const { zoom, zoomIn, zoomOut, canZoomIn, canZoomOut } = useZoom(scroller);
  const jump = (page: number) => scroller.current?.querySelector(`[data-page="${page}"]`)?.scrollIntoView();
  return (
    <>
      <Toolbar
        documentId={target.documentId}
        name={target.documentName}
        page={target.page}
        pages={pages}
        percent={Math.round(zoom * 100)}
        zoomIn={canZoomIn ? zoomIn : null}
        zoomOut={canZoomOut ? zoomOut : null}
        onJump={jump}
        onClose={onClose}
      />
      <section ref={scroller} aria-label="Text" className={scrollerLook}>
        <TextPages target={target} pages={pages} zoom={zoom} />
      </section>
    </>
  );
}

function PageSkeleton() {
  return (
    <div className="p-3" aria-hidden>
      <div className="mx-auto aspect-[1/1.41] w-full space-y-3 bg-white p-[10%] opacity-60">
        {["60%", "95%", "90%", "97%", "85%", "92%", "40%"].map((width) => (
          <div key={width} className="h-3 rounded bg-black/8" style={{ width }} />
        ))}
      </div>
    </div>
  );
}
