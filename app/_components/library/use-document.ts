"use client";

import { useEffect, useState } from "react";
import { type ApiError, asApiError, getJson } from "../data/api.ts";
import type { DocumentRecord } from "../data/records.ts";
import { useLiveEvents } from "./library-context.tsx";

/** One document, fetched when it is named and kept up to date. `id` null: none. */
export function useDocument(id: string | null): { record: DocumentRecord | null; failure: ApiError | null } {
  const [found, setFound] = useState<DocumentRecord | { id: string; failure: ApiError } | null>(null);
  useEffect(() => {
    if (id === null) return;
    const controller = new AbortController();
    getJson<DocumentRecord>(`/documents/${id}`, controller.signal).then(setFound, (error: unknown) => {
      if (!controller.signal.aborted) setFound({ id, failure: asApiError(error) });
    });
    return () => controller.abort();
  }, [id]);
  useLiveEvents((event) => {
    if (event.kind === "document" && event.record.id === id) setFound(event.record);
  });
  if (found === null || found.id !== id) return { record: null, failure: null };
  return "failure" in found ? { record: null, failure: found.failure } : { record: found, failure: null };
}
