"use client";

import { useEffect, useRef, useState } from "react";
import { MarkedText } from "../ui/marked-text.tsx";
import { pageText } from "./page-text.ts";
import type { Target } from "./viewer-context.tsx";

interface Props {
  target: Target & { request: number };
  pages: number;
  zoom: number;
}

/** Plain text and Markdown, page by page as written, the quoted words marked by their offsets. */
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
  const [text, setText] = useState<string | null>(null);
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
    if (near || page === target.page) pageText(target.documentId, page).then(setText, () => setText(""));
  }, [near, page, target]);

  useEffect(() => {
    if (text === null || page !== target.page || shown.current === target.request) return;
    shown.current = target.request;
    const words = box.current?.querySelector("mark") ?? box.current;
    words?.scrollIntoView({ block: words === box.current ? "start" : "center" });
  }, [text, page, target]);

  const marks = target.marks.filter((mark) => mark.page === page);
  const quotes = marks.filter(({ kind }) => kind === "quote");
  return (
    <section
      ref={box}
      data-page={page}
      aria-label={`Page ${page}`}
      className="plain-page min-h-40 break-words rounded bg-sheet p-6 shadow-sm ring-1 ring-line sm:p-10"
    >
      {!alone && <p className="mb-4 text-soft text-xs">Page {page}</p>}
      {text === null ? (
        <div className="skeleton h-24" />
      ) : (
        <div className="whitespace-pre-wrap font-serif leading-relaxed">
          <MarkedText
            text={text}
            kind={quotes.length > 0 ? "quote" : "tint"}
            ranges={(quotes.length > 0 ? quotes : marks).map(({ start, end }) => [start, end])}
          />
        </div>
      )}
    </section>
  );
}
