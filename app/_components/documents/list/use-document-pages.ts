"use client";

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { DocumentPage } from "../../../../lib/catalog/index.ts";
import { type ApiError, asApiError, getJson } from "../../data/api.ts";
import { atMostEvery } from "../../data/at-most-every.ts";
import { useLiveEvents } from "../../library/library-context.tsx";
import { type DocumentOrder, orderParameters, PAGE } from "./document-order.ts";
import { createDocumentPages } from "./document-pages.ts";

/** Between two looks at a list while documents change, ms. */
const PAUSE_MS = 1_000;
/** Keys typed faster than this ask once, ms. */
const TYPING_MS = 150;
/** Orders in which a document moves while it is being read. */
const moving = ["status", "pages", "chunks"];

/** The documents in an order that may change, beginning with the page that came in the HTML; kept up to date by events. */
export function useDocumentPages(initial: DocumentOrder & { cursor: string | null }, page: DocumentPage) {
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [order, setOrder] = useState<DocumentOrder>(initial);
  const [isBusy, setBusy] = useState(false);

  const open = useCallback((wanted: DocumentOrder, first: DocumentPage, start: string | null) => {
    const fetchPage = (cursor: string | null) => {
      const parameters = orderParameters(wanted);
      parameters.set("limit", `${PAGE}`);
      if (cursor !== null) parameters.set("cursor", cursor);
      return getJson<DocumentPage>(`/documents?${parameters}`);
    };
    const onFailure = (error: unknown) => setFailure(asApiError(error));
    return createDocumentPages({ fetchPage, first, start, onFailure });
  }, []);
  const [pages, setPages] = useState(() => open(initial, page, initial.cursor));
  const isFirst = useRef(true);

  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const controller = new AbortController();
    const parameters = orderParameters(order);
    window.history.replaceState(null, "", `/documents?${parameters}`);
    parameters.set("limit", `${PAGE}`);
    setBusy(true);
    const ask = () =>
      getJson<DocumentPage>(`/documents?${parameters}`, controller.signal)
        .then(
          (first) => {
            setPages(open(order, first, null));
            setFailure(null);
          },
          (error: unknown) => controller.signal.aborted || setFailure(asApiError(error)),
        )
        .finally(() => controller.signal.aborted || setBusy(false));
    const timer = setTimeout(() => void ask(), TYPING_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [order, open]);

  const reload = useRef<ReturnType<typeof atMostEvery>>(undefined);
  useEffect(() => {
    const soon = atMostEvery(PAUSE_MS, pages.reload);
    reload.current = soon;
    return () => soon.cancel();
  }, [pages]);
  useLiveEvents((event) => {
    if (event.kind === "document") {
      const isHeld = pages.update(event.record);
      if (isHeld && order.status === "all" && !moving.includes(order.sort)) return;
    }
    if (event.kind === "deleted") pages.remove(event.id);
    reload.current?.();
  });

  useSyncExternalStore(pages.subscribe, pages.version, pages.version);
  return { pages, order, setOrder, failure, isBusy };
}
