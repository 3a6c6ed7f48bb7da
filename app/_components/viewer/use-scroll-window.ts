"use client";

import { type RefObject, useEffect, useState } from "react";

/** The part of a scroller's content that can be seen, px; kept up to date once a frame. */
export function useScrollWindow(scroller: RefObject<HTMLElement | null>): { top: number; height: number } {
  const [shown, setShown] = useState({ top: 0, height: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let frame = 0;
    const read = () => {
      frame = 0;
      const { scrollTop: top, clientHeight: height } = element;
      setShown((before) => (before.top === top && before.height === height ? before : { top, height }));
    };
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(read);
    };
    read();
    const observer = new ResizeObserver(later);
    observer.observe(element);
    element.addEventListener("scroll", later, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      element.removeEventListener("scroll", later);
    };
  }, [scroller]);
  return shown;
}
