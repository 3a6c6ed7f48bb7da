"use client";

import { count } from "../data/format.ts";
import type { SearchHit, SearchResult } from "../data/records.ts";
import { MarkedText } from "../ui/marked-text.tsx";
import { type Mark, useViewer } from "../viewer/viewer-context.tsx";
import { excerpt, groupHits } from "./group-hits.ts";

/** Passages under the documents they stand in. */
export function SearchResults({ result }: { result: SearchResult }) {
  const groups = groupHits(result.hits);
  return (
    <>
      <p role="status" className="pt-4 text-soft text-sm tabular-nums">
        {result.hits.length === 0
          ? "Nothing found. Try fewer or other words."
          : `${count(result.hits.length, "passage")} in ${count(groups.length, "document")}, ${Math.round(result.tookMs)} ms`}
      </p>
      {groups.map(({ documentId, documentName, hits }) => (
        <section key={documentId} aria-label={documentName} className="mt-5">
          <h2 className="break-words font-semibold text-sm">{documentName}</h2>
          <ul className="mt-1">
            {hits.map((hit) => (
              <li key={`${hit.page}:${hit.start}`} className="border-t first:border-t-0">
                <Result hit={hit} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Result({ hit }: { hit: SearchHit }) {
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
      data-hit
      data-page={page}
      onClick={show}
      className="-mx-3 w-[calc(100%+1.5rem)] gap-4 sm:flex rounded-xl px-3 py-2.5 text-left transition-colors hover:bg-sheet"
    >
      <span className="block w-12 shrink-0 pt-0.5 text-soft text-sm tabular-nums">p. {page}</span>
      <span className="block min-w-0 flex-1 text-pretty break-words font-serif text-[1.06rem] leading-normal">
        {cut.cutBefore && "… "}
        <MarkedText text={cut.text} ranges={cut.highlights} />
        {cut.cutAfter && " …"}
      </span>
    </button>
  );
}
