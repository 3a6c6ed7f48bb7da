"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { type ApiError, asApiError, getJson, send } from "./api.ts";
import type { CollectionRecord, DocumentRecord } from "./records.ts";

interface Library {
  collections: CollectionRecord[] | null;
  documents: DocumentRecord[] | null;
  /** Why the list could not be had. */
  failure: ApiError | null;
  refresh(): void;
  retry(id: string): Promise<void>;
  cancel(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

const Context = createContext<Library | null>(null);

async function fetchLibrary() {
  const { collections } = await getJson<{ collections: CollectionRecord[] }>("/collections");
  const lists = await Promise.all(
    collections.map(({ id }) => getJson<{ documents: DocumentRecord[] }>(`/collections/${id}/documents`)),
  );
  return { collections, documents: lists.flatMap(({ documents }) => documents) };
}

/** Every document one may see, kept up to date by the server's events. */
export function LibraryProvider({ children }: { children: ReactNode }) {
  const [collections, setCollections] = useState<CollectionRecord[] | null>(null);
  const [documents, setDocuments] = useState<DocumentRecord[] | null>(null);
  const [failure, setFailure] = useState<ApiError | null>(null);

  const refresh = useCallback(() => {
    fetchLibrary()
      .then((library) => {
        setCollections(library.collections);
        setDocuments(library.documents);
        setFailure(null);
      })
      .catch((error: unknown) => setFailure(asApiError(error)));
  }, []);

  useEffect(() => {
    const events = new EventSource("/api/v1/events");
    // Whatever happened while nobody listened is fetched, at the start and after each break.
    events.addEventListener("open", refresh);
    events.addEventListener("document", ({ data }: MessageEvent<string>) => {
      const record: DocumentRecord = JSON.parse(data);
      setDocuments((known) => [...(known ?? []).filter(({ id }) => id !== record.id), record]);
    });
    events.addEventListener("deleted", ({ data }: MessageEvent<string>) => {
      const gone: { id: string } = JSON.parse(data);
      setDocuments((known) => (known ?? []).filter(({ id }) => id !== gone.id));
    });
    refresh();
    return () => events.close();
  }, [refresh]);

  const value = useMemo<Library>(
    () => ({
      collections,
      documents,
      failure,
      refresh,
      async retry(id) {
        await send(`/documents/${id}/retry`, { method: "POST" });
        refresh();
      },
      async cancel(id) {
        await send(`/documents/${id}/cancel`, { method: "POST" });
        refresh();
      },
      async remove(id) {
        await send(`/documents/${id}`, { method: "DELETE" });
        setDocuments((known) => known?.filter((record) => record.id !== id) ?? null);
      },
    }),
    [collections, documents, failure, refresh],
  );

  return <Context value={value}>{children}</Context>;
}

export function useLibrary(): Library {
  const value = useContext(Context);
  if (value === null) throw new Error("useLibrary needs LibraryProvider above it");
  return value;
}
