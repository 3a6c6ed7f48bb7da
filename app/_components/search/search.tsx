"use client";

import { Search as SearchIcon } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useLibrary } from "../data/library-context.tsx";
import { Notice } from "../ui/notice.tsx";
import { SearchFilters } from "./search-filters.tsx";
import { SearchResults } from "./search-results.tsx";
import { type SearchFor, useSearch } from "./use-search.ts";

/** Search as you type, no model involved. The address keeps what was searched. */
export function Search() {
  const parameters = useSearchParams();
  const { documents } = useLibrary();
  const box = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState<SearchFor>(() => ({
    query: parameters.get("q") ?? "",
    collection: parameters.get("collection") ?? "",
    document: parameters.get("document") ?? "",
    explain: parameters.get("explain") === "1",
  }));
  const { result, failure, isBusy } = useSearch(wanted);

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
    <div className="relative h-full overflow-y-auto">
      <div className="sticky top-0 z-10 border-b bg-paper">
        <div className="mx-auto w-full max-w-[46rem] px-4 pt-4 pb-3 sm:px-8 sm:pt-8">
          <h1 className="sr-only">Search</h1>
          <div className="relative">
            <SearchIcon aria-hidden className="absolute top-1/2 left-3.5 size-4.5 -translate-y-1/2 text-soft" />
            <input
              type="search"
              data-slash
              ref={box}
              aria-label="Search your documents"
              placeholder="Search your documents"
              value={wanted.query}
              onChange={(event) => setWanted({ ...wanted, query: event.target.value })}
              className="h-12 w-full rounded-2xl border border-line-strong/70 bg-sheet pr-4 pl-11 font-serif text-[1.15rem] focus:border-accent focus:outline-none focus:ring-2 focus:ring-accent/25"
            />
          </div>
          <SearchFilters wanted={wanted} onChange={setWanted} />
        </div>
      </div>
      <div className="mx-auto w-full max-w-[46rem] px-4 pb-12 sm:px-8" aria-busy={isBusy}>
        {failure !== null && (
          <div className="pt-5">
            <Notice look="bad" hint={failure.hint} live>
              {failure.message}
            </Notice>
          </div>
        )}
        {isIdle && (
          <p className="pt-6 text-pretty text-soft">
            {documents?.length === 0
              ? "There is nothing to search yet. Add documents, then search their every page here."
              : "Type any words. “Quoted words” are found exactly as they stand; -word leaves pages out."}
          </p>
        )}
        {!isIdle && result !== null && <SearchResults result={result} />}
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
