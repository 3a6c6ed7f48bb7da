"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { whyPassedOver } from "../data/accepted-files.ts";
import { type ApiError, asApiError } from "../data/api.ts";
import { uploadFile } from "../data/upload-file.ts";
import { useLibrary } from "./library-context.tsx";

export interface Upload {
  key: number;
  name: string;
  size: number;
  /** Share sent, 0 to 1. */
  share: number;
  state: "waiting" | "sending" | "sent" | "duplicate" | "failed";
  failure: ApiError | null;
}

interface Uploads {
  uploads: Upload[];
  /** Names of files passed over when a folder was added: hidden, or of a kind that Footnote does not read. */
  passedOver: string[];
  add(files: { file: File; fromFolder: boolean }[], collectionId?: string): void;
  cancel(key: number): void;
  dismiss(): void;
}

const Context = createContext<Uploads | null>(null);
/** At once; more would only share the same disk. */
const PARALLEL = 3;

/** The uploads of this visit, above the pages, so that they go on while another page is open. */
export function UploadProvider({ children }: { children: ReactNode }) {
  const { collections, refresh } = useLibrary();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [passedOver, setPassedOver] = useState<string[]>([]);
  const waiting = useRef<{ key: number; file: File; collectionId: string | undefined }[]>([]);
  const running = useRef(new Map<number, AbortController>());
  const count = useRef(0);
  /** Where files go that were added to no collection in particular. */
  const first = useRef(collections[0]?.id);

  const change = useCallback((key: number, next: Partial<Upload>) => {
    setUploads((known) => known.map((upload) => (upload.key === key ? { ...upload, ...next } : upload)));
  }, []);

  const pump = useCallback(() => {
    while (running.current.size < PARALLEL) {
      const collectionId = waiting.current[0]?.collectionId ?? first.current;
      if (collectionId === undefined) return;
      const job = waiting.current.shift();
      if (job === undefined) return;
      const controller = new AbortController();
      running.current.set(job.key, controller);
      change(job.key, { state: "sending" });
      uploadFile(collectionId, job.file, {
        signal: controller.signal,
        onProgress: (share) => change(job.key, { share }),
      })
        .then(({ duplicate }) => change(job.key, { state: duplicate ? "duplicate" : "sent", share: 1 }))
        .catch((error: unknown) => change(job.key, { state: "failed", failure: asApiError(error) }))
        .finally(() => {
          running.current.delete(job.key);
          pump();
          // Each document tells of itself by an event; the figures are fetched once, in case one was missed.
          if (running.current.size === 0) refresh();
        });
    }
  }, [change, refresh]);

  useEffect(() => {
    first.current = collections[0]?.id;
    pump();
  }, [collections, pump]);

  const value = useMemo<Uploads>(
    () => ({
      uploads,
      passedOver,
      add(files, collectionId) {
        const isPassedOver = ({ file, fromFolder }: (typeof files)[number]) =>
          fromFolder && whyPassedOver(file.name) !== null;
        const chosen = files.filter((one) => !isPassedOver(one));
        setPassedOver((before) => [...before, ...files.filter(isPassedOver).map(({ file }) => file.name)]);
        const jobs = chosen.map(({ file }) => ({ key: ++count.current, file, collectionId }));
        waiting.current.push(...jobs);
        const fresh = jobs.map(
          ({ key, file }): Upload => ({
            key,
            name: file.name,
            size: file.size,
            share: 0,
            state: "waiting",
            failure: null,
          }),
        );
        setUploads((known) => [...known.filter(({ state }) => state !== "sent"), ...fresh]);
        pump();
      },
      cancel(key) {
        waiting.current = waiting.current.filter((job) => job.key !== key);
        running.current.get(key)?.abort();
        setUploads((known) => known.filter((upload) => upload.key !== key));
      },
      dismiss() {
        setPassedOver([]);
        setUploads((known) => known.filter(({ state }) => state === "waiting" || state === "sending"));
      },
    }),
    [uploads, passedOver, pump],
  );

  return <Context value={value}>{children}</Context>;
}

export function useUploads(): Uploads {
  const value = useContext(Context);
  if (value === null) throw new Error("useUploads needs UploadProvider above it");
  return value;
}
