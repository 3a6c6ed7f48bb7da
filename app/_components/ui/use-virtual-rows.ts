"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";
import { useHydrated } from "./use-hydrated.ts";

interface Options {
  /** What scrolls, and the list in it; other things may stand above the list. */
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<HTMLElement | null>;
  count: number;
  /** A row's likely height, px. */
  estimate: number;
  /** Stays with a row when others come before it; the same function as long as the rows are the same. */
  keyOf(index: number): string;
}

/**
 * Which rows of a long list have to exist: those in view and a few around. All of them before the page is hydrated, so that its
 * HTML holds what the server knew. `measure` goes on each row, with its index as `data-index`.
 */
export function useVirtualRows({ scroller, list, count, estimate, keyOf }: Options) {
  const isHydrated = useHydrated();
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    if (scroller.current === null || list.current === null) return;
    const { top } = list.current.getBoundingClientRect();
    setMargin(Math.round(top - scroller.current.getBoundingClientRect().top + scroller.current.scrollTop));
  });
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    getItemKey: keyOf,
    overscan: 8,
    scrollMargin: margin,
  });
  const items = virtual.getVirtualItems();
  if (!isHydrated) {
    return { rows: Array.from({ length: count }, (_, index) => index), before: 0, after: 0, measure: undefined };
  }
  const [first, last] = [items[0], items.at(-1)];
  return {
    rows: items.map(({ index }) => index),
    /** Height of the rows that do not exist, above and below, px. */
    before: first === undefined ? 0 : first.start - margin,
    after: last === undefined ? 0 : virtual.getTotalSize() - (last.end - margin),
    measure: virtual.measureElement,
  };
}
