"use client";

import { count } from "../data/format.ts";
import type { SearchHit, SearchResult } from "../data/records.ts";
import { MarkedText } from "../ui/marked-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { type Mark, useViewer } from "../viewer/viewer-context.tsx";
import { cutTitle, explainHits, scoresOf } from "./explain-hits.ts";
import { excerpt, groupHits } from "./group-hits.ts";

/** Passages under the documents they stand in; when explaining, each with its scores, and what was left out after them. */
export function SearchResults({ result }: { result: SearchResult }) {
  const { kept, cut, isExplained } = explainHits(result.hits);
  const groups = groupHits(kept);
  return (
    <>
      <p role="status" className="pt-4 text-soft text-sm tabular-nums">
        {kept.length === 0
          ? "Nothing found. Try fewer or other words."
          : `${count(kept.length, "passage")} in ${count(groups.length, "document")}, ${Math.round(result.tookMs)} ms`}
      </p>
      {result.pending > 0 && (
        <div className="pt-3">
          <Notice>{count(result.pending, "document is", "documents are")} still being read and may hold more.</Notice>
        </div>
      )}
      {groups.map(({ documentId, documentName, hits }) => (
        <section key={documentId} aria-label={documentName} className="mt-5">
          <h2 className="break-words font-semibold text-sm">{documentName}</h2>
          <ul className="mt-1">
            {hits.map((hit) => (
              <li key={`${hit.page}:${hit.start}`} className="border-t first:border-t-0">
                <Result hit={hit} isExplained={isExplained} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {cut.length > 0 && (
        <section aria-label={cutTitle(cut.length)} className="mt-8 border-t pt-5">
          <h2 className="text-soft text-sm">{cutTitle(cut.length)}</h2>
          <ol className="mt-1 text-soft">
            {cut.map(({ hit, reason }) => (
              <li key={`${hit.documentId}:${hit.page}:${hit.start}`} data-cut className="border-t first:border-t-0">
                <Result hit={hit} reason={`${hit.documentName}: ${reason}`} isExplained />
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function Result({ hit, reason, isExplained }: { hit: SearchHit; reason?: string; isExplained: boolean }) {
  const { open } = useViewer();
  const { documentId, documentName, page, start, end } = hit;
  const cut = excerpt(hit.text, hit.highlights);
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
          {cut.cutBefore && "… "}
          <MarkedText text={cut.text} ranges={cut.highlights} />
          {cut.cutAfter && " …"}
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
