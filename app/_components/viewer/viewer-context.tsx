"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

/** Words to mark on a page. `quote` may be empty: then it is read from the page's text by its offsets. */
export interface Mark {
  kind: "quote" | "tint";
  page: number;
  start: number;
  end: number;
  quote: string;
}

/** What to show: a document at a page, with words marked. */
export interface Target {
  documentId: string;
  documentName: string;
  page: number;
  marks: Mark[];
}

interface Viewer {
  /** `request` grows with every opening, so that the same place can be asked for again. */
  target: (Target & { request: number }) | null;
  open(target: Target): void;
  close(): void;
}

const Context = createContext<Viewer | null>(null);

/** Which document is open beside the page. Closing gives the focus back to what opened it. */
export function ViewerProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<Viewer["target"]>(null);
  const opener = useRef<HTMLElement | null>(null);

  const open = useCallback((next: Target) => {
    const active = document.activeElement;
    if (active instanceof HTMLElement && active.closest("[data-viewer]") === null) opener.current = active;
    setTarget((before) => ({ ...next, request: (before?.request ?? 0) + 1 }));
  }, []);
  const close = useCallback(() => {
    setTarget(null);
    const back = opener.current;
    // After the rest of the page has come back to life (on a phone it was inert beneath the sheet).
    requestAnimationFrame(() => back?.focus());
  }, []);

  const value = useMemo(() => ({ target, open, close }), [target, open, close]);
  return <Context value={value}>{children}</Context>;
}

export function useViewer(): Viewer {
  const value = useContext(Context);
  if (value === null) throw new Error("useViewer needs ViewerProvider above it");
  return value;
}
