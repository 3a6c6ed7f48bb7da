"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** Nearer than this to the end counts as being there, px. */
const NEAR = 48;

/**
 * Keeps the end in view while content grows, but only for a reader who is at the end: scrolling up lets go, scrolling
 * back takes hold again. The last answer (`lastKey`), when it is new here, is gone to once: a live one to its end, a kept
 * one to its question.
 */
export function useScrollToEnd(
  scroller: RefObject<HTMLElement | null>,
  lastKey: string | undefined,
  isLive: boolean,
): void {
  const held = useRef(true);
  const seen = useRef<string | undefined>(undefined);

  useEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const onScroll = () => {
      held.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    const observer = new ResizeObserver(() => {
      if (held.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(content);
    observer.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || lastKey === undefined || lastKey === seen.current) return;
    seen.current = lastKey;
    held.current = isLive;
    if (isLive) element.scrollTop = element.scrollHeight;
    else {
      const last = element.querySelector("article:last-of-type");
      // Not scrollIntoView, which would move whatever lies around the scroller too.
      if (last) element.scrollTop += last.getBoundingClientRect().top - element.getBoundingClientRect().top;
    }
  }, [scroller, lastKey, isLive]);
}
