"use client";

import { useEffect, useRef, useState } from "react";
import { type ApiError, asApiError, getJson } from "../data/api.ts";
import type { SearchResult } from "../data/records.ts";
import { RESULTS, type SearchFor } from "./searched-for.ts";

/** Keys typed faster than this ask once, ms. */
const PAUSE_MS = 120;

/**
 * Results as one types. An answer to an older question is dropped (its request is aborted); the last results stay while
 * newer ones are on their way, so that nothing jumps.
 */
export function useSearch({ query, collection, document, explain }: SearchFor, initial: SearchResult | null) {
  const [result, setResult] = useState(initial);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [isBusy, setBusy] = useState(false);

  /** What came with the page is not asked again. */
  const isFirst = useRef(initial !== null);

  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    setFailure(null);
    if (query.trim() === "") {
      setResult(null);
      setBusy(false);
      return;
    }
    setBusy(true);
    const controller = new AbortController();
    const ask = async () => {
      const parameters = new URLSearchParams({ q: query, limit: `${RESULTS}` });
      if (collection !== "") parameters.set("collection", collection);
      if (document !== "") parameters.set("document", document);
      if (explain) parameters.set("explain", "1");
      try {
        const found = await getJson<SearchResult>(`/search?${parameters}`, controller.signal);
        if (!controller.signal.aborted) setResult(found);
      } catch (error) {
        if (!controller.signal.aborted) setFailure(asApiError(error));
      }
      if (!controller.signal.aborted) setBusy(false);
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query, collection, document, explain]);

  return { result, failure, isBusy };
}
