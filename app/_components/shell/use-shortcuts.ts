"use client";

import { useEffect, useRef } from "react";
import { useViewer } from "../viewer/viewer-context.tsx";

/** `/` to the question (or the search), `j` and `k` through citations, `Esc` closes the document. */
export function useShortcuts(): void {
  const { target, close } = useViewer();
  const last = useRef<Element | null>(null);
  const isOpen = target !== null;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        if (isOpen) close();
        else if (isTyping(event.target)) event.target.blur();
        return;
      }
      if (isTyping(event.target)) return;
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLElement>("[data-slash]")?.focus();
      }
      if (event.key === "j" || event.key === "k") {
        const next = neighbour(last.current, event.key === "j" ? 1 : -1);
        if (next === null) return;
        last.current = next;
        next.scrollIntoView({ block: "nearest" });
        next.focus();
        // With a document open, going through citations turns its pages.
        if (isOpen) next.click();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOpen, close]);
}

function isTyping(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable=true]");
}

/** The citation `step` away from where the reader is: the focused one, else the last one reached by key. */
function neighbour(last: Element | null, step: 1 | -1): HTMLElement | null {
  const all = [...document.querySelectorAll<HTMLElement>("[data-citation]")];
  const active = document.activeElement;
  const from = active?.matches("[data-citation]") ? active : last;
  const here = from instanceof HTMLElement ? all.indexOf(from) : -1;
  if (here === -1) return (step === 1 ? all[0] : all.at(-1)) ?? null;
  return all[here + step] ?? null;
}
