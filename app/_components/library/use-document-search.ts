"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { DocumentPage } from "../../../lib/catalog/index.ts";
import { getJson } from "../data/api.ts";

export interface DocumentName {
  id: string;
  name: string;
}

/** Documents a page. */
const PAGE = 30;
/** Keys typed faster than this ask once, ms. */
const PAUSE_MS = 120;

/** Documents by part of their name, a page at a time; asks only while `isOpen`. */
export function useDocumentSearch(name: string, collection: string, isOpen: boolean) {
  const [found, setFound] = useState<{ documents: DocumentName[]; cursor: string | null } | null>(null);
  const asking = useRef<AbortController>(undefined);

  const ask = useCallback(
    async (cursor: string | null) => {
      asking.current?.abort();
      const controller = new AbortController();
      asking.current = controller;
      const parameters = new URLSearchParams({ sort: "name", order: "ascending", limit: `${PAGE}` });
      if (name.trim() !== "") parameters.set("name", name.trim());
      if (collection !== "") parameters.set("collection", collection);
      if (cursor !== null) parameters.set("cursor", cursor);
      const page = await getJson<DocumentPage>(`/documents?${parameters}`, controller.signal).catch(() => null);
      if (page === null || controller.signal.aborted) return;
      setFound((before) => ({
        documents: cursor === null || before === null ? page.documents : [...before.documents, ...page.documents],
        cursor: page.cursor,
      }));
    },
    [name, collection],
  );

  useEffect(() => {
    if (!isOpen) return;
    const timer = setTimeout(() => void ask(null), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.current?.abort();
    };
  }, [ask, isOpen]);

  const cursor = found?.cursor ?? null;
  return { documents: found?.documents ?? null, more: cursor === null ? null : () => void ask(cursor) };
}
