"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { DocumentCounts, DocumentPage } from "../../../lib/catalog/index.ts";
import { type ApiError, asApiError, getJson, send } from "../data/api.ts";
import { atMostEvery } from "../data/at-most-every.ts";
import { createLiveEvents, type LiveEvent, type LiveEvents } from "../data/live-events.ts";
import type { CollectionRecord, DocumentRecord } from "../data/records.ts";

/** What there is, in figures; the documents themselves are fetched a page at a time where they are shown. */
export interface LibraryFigures {
  collections: CollectionRecord[];
  counts: DocumentCounts;
}

interface Library extends LibraryFigures {
  /** Why the figures could not be had. */
  failure: ApiError | null;
  /** What happens to documents. */
  events: LiveEvents;
  refresh(): void;
  retry(id: string): Promise<void>;
  cancel(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

const Context = createContext<Library | null>(null);
/** Between two looks at the figures while documents change, ms. */
const PAUSE_MS = 1_000;

async function fetchFigures(): Promise<LibraryFigures> {
  const [{ collections }, { counts }] = await Promise.all([
    getJson<{ collections: CollectionRecord[] }>("/collections"),
    getJson<DocumentPage>("/documents?limit=1"),
  ]);
  return { collections, counts };
}

/** Collections and how many documents there are, as the server told it with the page, kept up to date by its events. */
export function LibraryProvider({ initial, children }: { initial: LibraryFigures; children: ReactNode }) {
  const [figures, setFigures] = useState(initial);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [events] = useState(() => createLiveEvents("/api/v1/events"));
  /** Documents seen in work and their status: their progress alone changes no figure. */
  const inWork = useRef(new Map<string, string>());

  const refresh = useCallback(() => {
    fetchFigures()
      .then((found) => {
        setFigures(found);
        setFailure(null);
      })
      .catch((error: unknown) => setFailure(asApiError(error)));
  }, []);

  useEffect(() => {
    const soon = atMostEvery(PAUSE_MS, refresh);
    const end = events.subscribe((event) => {
      if (changesFigures(event, inWork.current)) soon();
    });
    return () => {
      end();
      soon.cancel();
    };
  }, [events, refresh]);

  const value = useMemo<Library>(() => {
    const change = async (id: string, what: "retry" | "cancel") => {
      const record: DocumentRecord = await (await send(`/documents/${id}/${what}`, { method: "POST" })).json();
      events.tell({ kind: "document", record });
    };
    return {
      ...figures,
      failure,
      events,
      refresh,
      retry: (id) => change(id, "retry"),
      cancel: (id) => change(id, "cancel"),
      async remove(id) {
        await send(`/documents/${id}`, { method: "DELETE" });
        events.tell({ kind: "deleted", id });
      },
    };
  }, [figures, failure, events, refresh]);

  return <Context value={value}>{children}</Context>;
}

function changesFigures(event: LiveEvent, inWork: Map<string, string>): boolean {
  if (event.kind !== "document") return true;
  const { id, status, textReady } = event.record;
  const now = `${status} ${textReady}`;
  const isSame = inWork.get(id) === now;
  if (status === "ready" || status === "failed") inWork.delete(id);
  else inWork.set(id, now);
  return !isSame;
}

export function useLibrary(): Library {
  const value = useContext(Context);
  if (value === null) throw new Error("useLibrary needs LibraryProvider above it");
  return value;
}

/** Calls `listener` with each event. It may be another function each time. */
export function useLiveEvents(listener: (event: LiveEvent) => void): void {
  const { events } = useLibrary();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => events.subscribe((event) => latest.current(event)), [events]);
}
