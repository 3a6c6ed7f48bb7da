"use client";

import { useEffect, useRef, useState } from "react";
import { BlockText } from "./block-text.tsx";
import { type PageContent, pageContent } from "./page-text.ts";
import type { Target } from "./viewer-context.tsx";

const UNREADABLE: PageContent = { text: "", label: "", blocks: [] };

interface Props {
  target: Target & { request: number };
  pages: number;
  zoom: number;
}

/**
 * Files that a browser doesn't show itself, page by page: as blocks where they have some, else as written; the quoted words
 * marked by their offsets.
 */
export function TextPages({ target, pages, zoom }: Props) {
  return (
    <div className="mx-auto max-w-3xl space-y-3 p-3" style={{ fontSize: `${zoom}rem` }}>
      {Array.from({ length: pages }, (_, index) => index + 1).map((page) => (
        <TextPage key={page} target={target} page={page} alone={pages === 1} />
      ))}
    </div>
  );
}

function TextPage({ target, page, alone }: { target: Props["target"]; page: number; alone: boolean }) {
  const [content, setContent] = useState<PageContent | null>(null);
  const [near, setNear] = useState(page === target.page);
  const box = useRef<HTMLElement>(null);
  const shown = useRef(0);

  useEffect(() => {
    if (box.current === null) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), {
      rootMargin: "600px",
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (near || page === target.page)
      pageContent(target.documentId, page).then(setContent, () => setContent(UNREADABLE));
  }, [near, page, target]);

  useEffect(() => {
    if (content === null || page !== target.page || shown.current === target.request) return;
    shown.current = target.request;
    const words = box.current?.querySelector("mark") ?? box.current;
    words?.scrollIntoView({ block: words === box.current ? "start" : "center" });
  }, [content, page, target]);

  const marks = target.marks.filter((mark) => mark.page === page);
  const quotes = marks.filter(({ kind }) => kind === "quote");
  const kind = quotes.length > 0 ? "quote" : "tint";
  const ranges = (quotes.length > 0 ? quotes : marks).map(({ start, end }): [number, number] => [start, end]);
  const named = content !== null && content.label !== String(page);
  return (
    <section
      ref={box}
      data-page={page}
      aria-label={`Page ${page}`}
      className="plain-page min-h-40 break-words rounded bg-sheet p-6 shadow-sm ring-1 ring-line sm:p-10"
    >
      {(!alone || named) && (
        <p className="mb-4 text-soft text-xs">
          {named && alone ? content.label : `Page ${page}${named ? `: ${content.label}` : ""}`}
        </p>
      )}
      {content === null ? <div className="skeleton h-24" /> : <BlockText {...content} ranges={ranges} kind={kind} />}
    </section>
  );
}
