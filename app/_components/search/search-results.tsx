"use client";

import { type RefObject, useCallback, useMemo, useRef } from "react";
import { count } from "../data/format.ts";
import type { SearchHit, SearchResult } from "../data/records.ts";
import { MarkedText } from "../ui/marked-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { useVirtualRows } from "../ui/use-virtual-rows.ts";
import { type Mark, useViewer } from "../viewer/viewer-context.tsx";
import { explainHits, leftOutTitle, scoresOf } from "./explain-hits.ts";
import { excerpt, groupHits } from "./group-hits.ts";

/** A row of the list: a document's name, a passage under it, or one that was left out, after them all. */
type Row =
  | { kind: "document"; key: string; name: string }
  | { kind: "passage"; key: string; hit: SearchHit }
  | { kind: "left out title"; key: string; title: string }
  | { kind: "left out"; key: string; hit: SearchHit; reason: string };

/** A passage's likely height, px; each is measured when it is there. */
const PASSAGE_HEIGHT = 118;

/** Passages under the documents they stand in; when explaining, each with its scores, and what was left out after them. */
export function SearchResults({ result, scroller }: { result: SearchResult; scroller: RefObject<HTMLElement | null> }) {
  const { kept, isExplained, documents, rows } = useMemo(() => layOut(result), [result]);
  const list = useRef<HTMLDivElement>(null);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? `${index}`, [rows]);
  const seen = useVirtualRows({ scroller, list, count: rows.length, estimate: PASSAGE_HEIGHT, keyOf });
  return (
    <>
      <p role="status" className="pt-4 text-soft text-sm tabular-nums">
        {kept === 0
          ? "Nothing found. Try fewer or other words."
          : `${count(kept, "passage")} in ${count(documents, "document")}, ${Math.round(result.tookMs)} ms`}
      </p>
      {result.pending > 0 && (
        <div className="pt-3">
          <Notice>{count(result.pending, "document is", "documents are")} still being read and may hold more.</Notice>
        </div>
      )}
      <div ref={list} style={{ paddingTop: seen.before, paddingBottom: seen.after }}>
        {seen.rows.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={row.key}
              ref={seen.measure}
              data-index={index}
              data-left-out={row.kind === "left out" ? "" : undefined}
            >
              <RowView row={row} isExplained={isExplained} />
            </div>
          );
        })}
      </div>
    </>
  );
}

function layOut({ hits }: SearchResult) {
  const { kept, leftOut, isExplained } = explainHits(hits);
  const groups = groupHits(kept);
  const keyOf = ({ documentId, page, start }: SearchHit) => `${documentId}:${page}:${start}`;
  const rows: Row[] = groups.flatMap(({ documentId, documentName, hits: passages }): Row[] => [
    { kind: "document", key: documentId, name: documentName },
    ...passages.map((hit) => ({ kind: "passage" as const, key: keyOf(hit), hit })),
  ]);
  if (leftOut.length > 0) rows.push({ kind: "left out title", key: "left out", title: leftOutTitle(leftOut.length) });
  rows.push(...leftOut.map((one) => ({ kind: "left out" as const, key: `left out ${keyOf(one.hit)}`, ...one })));
  return { kept: kept.length, documents: groups.length, isExplained, rows };
}

function RowView({ row, isExplained }: { row: Row; isExplained: boolean }) {
  switch (row.kind) {
    case "document":
      return <h2 className="break-words pt-5 pb-1 font-semibold text-sm">{row.name}</h2>;
    case "passage":
      return (
        <div className="border-t">
          <Result hit={row.hit} isExplained={isExplained} />
        </div>
      );
    case "left out title":
      return <h2 className="mt-8 border-t pt-5 pb-1 text-soft text-sm">{row.title}</h2>;
    case "left out":
      return (
        <div className="border-t text-soft">
          <Result hit={row.hit} reason={`${row.hit.documentName}: ${row.reason}`} isExplained />
        </div>
      );
  }
}

function Result({ hit, reason, isExplained }: { hit: SearchHit; reason?: string; isExplained: boolean }) {
  const { open } = useViewer();
  const { documentId, documentName, page, start, end } = hit;
  const shown = excerpt(hit.text, hit.highlights);
  const show = () => {
    const words = hit.highlights.map(
      ([from, to]): Mark => ({
        kind: "quote",
        page,
        start: start + from,
        end: start + to,
        quote: hit.text.slice(from, to),
      }),
    );
    open({ documentId, documentName, page, marks: [{ kind: "tint", page, start, end, quote: "" }, ...words] });
  };
  return (
    <button
      type="button"
      data-hit={reason === undefined ? "" : undefined}
      data-page={page}
      onClick={show}
      className="-mx-3 w-[calc(100%+1.5rem)] gap-4 sm:flex rounded-xl px-3 py-2.5 text-left transition-colors hover:bg-sheet"
    >
      <span className="block w-12 shrink-0 pt-0.5 text-soft text-sm tabular-nums">p. {page}</span>
      <span className="block min-w-0 flex-1">
        {reason !== undefined && <span className="mb-0.5 block break-words text-sm">{reason}</span>}
        <span className="block text-pretty break-words font-serif text-[1.06rem] leading-normal">
          {shown.cutBefore && "… "}
          <MarkedText text={shown.text} ranges={shown.highlights} />
          {shown.cutAfter && " …"}
        </span>
        {isExplained && <Scores hit={hit} />}
      </span>
    </button>
  );
}

function Scores({ hit }: { hit: SearchHit }) {
  return (
    <span data-scores className="mt-1 flex flex-wrap gap-x-4 text-soft text-sm tabular-nums">
      {scoresOf(hit).map(({ name, value, means }) => (
        <span key={name} title={means}>
          {name} {value}
        </span>
      ))}
    </span>
  );
}
