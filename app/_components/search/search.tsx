"use client";

import { Search as SearchIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { SearchResult } from "../data/records.ts";
import type { DocumentName } from "../library/document-search.tsx";
import { useLibrary } from "../library/library-context.tsx";
import { Notice } from "../ui/notice.tsx";
import { SearchFilters } from "./search-filters.tsx";
import { SearchResults } from "./search-results.tsx";
import type { SearchFor } from "./searched-for.ts";
import { useSearch } from "./use-search.ts";

interface Props {
  /** What the address asks for, and what was found for it before the page was sent. */
  initial: SearchFor;
  result: SearchResult | null;
  refusal: { message: string; hint?: string } | null;
  inDocument: DocumentName | null;
}

/** Search as you type, no model involved. The address keeps what was searched. */
export function Search({ initial, result: found, refusal, inDocument: named }: Props) {
  const { counts } = useLibrary();
  const scroller = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState(initial);
  const [inDocument, setInDocument] = useState(named);
  const { result, failure, isBusy } = useSearch(wanted, found);
  const problem = failure ?? (wanted === initial ? refusal : null);

  useEffect(() => {
    const next = new URLSearchParams();
    if (wanted.query !== "") next.set("q", wanted.query);
    if (wanted.collection !== "") next.set("collection", wanted.collection);
    if (wanted.document !== "") next.set("document", wanted.document);
    if (wanted.explain) next.set("explain", "1");
    window.history.replaceState(null, "", next.size === 0 ? "/search" : `/search?${next}`);
  }, [wanted]);

  // The page is little more than this box: one can type at once.
  useEffect(() => box.current?.focus(), []);

  const isIdle = wanted.query.trim() === "";
  return (
    <div ref={scroller} className="relative h-full overflow-y-auto">
      <div className="sticky top-0 z-10 border-b bg-paper">
        <search className="mx-auto block w-full max-w-[46rem] px-4 pt-4 pb-3 sm:px-8 sm:pt-8">
          <h1 className="sr-only">Search</h1>
          {/* Without JavaScript the form asks the server for the same page. */}
          <form action="/search" onSubmit={(event) => event.preventDefault()}>
            {wanted.document !== "" && <input type="hidden" name="document" value={wanted.document} />}
            <div className="relative">
              <SearchIcon aria-hidden className="absolute top-1/2 left-3.5 size-4.5 -translate-y-1/2 text-soft" />
              <input
                type="search"
                name="q"
                data-slash
                ref={box}
                aria-label="Search your documents"
                placeholder="Search your documents"
                value={wanted.query}
                onChange={(event) => setWanted({ ...wanted, query: event.target.value })}
                className="h-12 w-full rounded-2xl border border-line-strong/70 bg-sheet pr-4 pl-11 font-serif text-[1.15rem] focus:border-accent focus:outline-none focus:ring-2 focus:ring-accent/25"
              />
            </div>
            <SearchFilters
              wanted={wanted}
              inDocument={inDocument}
              onChange={(next, document) => {
                setWanted(next);
                setInDocument(document);
              }}
            />
          </form>
        </search>
      </div>
      <div className="mx-auto w-full max-w-[46rem] px-4 pb-12 sm:px-8" aria-busy={isBusy}>
        {problem !== null && (
          <div className="pt-5">
            <Notice look="bad" hint={problem.hint} live>
              {problem.message}
            </Notice>
          </div>
        )}
        {isIdle && (
          <p className="pt-6 text-pretty text-soft">
            {counts.all === 0
              ? "There is nothing to search yet. Add documents, then search their every page here."
              : "Type any words. “Quoted words” are found exactly as they stand; -word leaves pages out."}
          </p>
        )}
        {!isIdle && result !== null && <SearchResults result={result} scroller={scroller} />}
        {!isIdle && result === null && isBusy && <ResultSkeleton />}
      </div>
    </div>
  );
}

function ResultSkeleton() {
  return (
    <div className="space-y-6 pt-6" aria-hidden>
      {["a", "b", "c"].map((key) => (
        <div key={key} className="space-y-2">
          <div className="skeleton h-4 w-1/3" />
          <div className="skeleton h-4 w-full" />
          <div className="skeleton h-4 w-4/5" />
        </div>
      ))}
    </div>
  );
}
