"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { useDocument } from "../library/use-document.ts";
import { useViewer } from "./viewer-context.tsx";

/**
 * Opens the passage that the address names, so that a passage can be linked to:
 * `?open=DOCUMENT&page=N`, and `&start=N&end=N` (offsets in the page's text) to mark its words.
 */
export function useLinkedTarget(): void {
  const { open } = useViewer();
  const parameters = useSearchParams();
  const opened = useRef("");
  const id = parameters.get("open");
  const link = id === null ? "" : parameters.toString();
  const name = useDocument(id).record?.name;

  useEffect(() => {
    if (id === null || name === undefined || opened.current === link) return;
    opened.current = link;
    const number = (key: string) => Math.max(0, Number.parseInt(parameters.get(key) ?? "", 10) || 0);
    const page = Math.max(1, number("page"));
    const [start, end] = [number("start"), number("end")];
    const marks = end > start ? [{ kind: "quote" as const, page, start, end, quote: "" }] : [];
    open({ documentId: id, documentName: name, page, marks });
  }, [id, name, link, parameters, open]);
}
