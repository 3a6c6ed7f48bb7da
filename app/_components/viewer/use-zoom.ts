"use client";

import { type RefObject, useEffect, useState } from "react";

const STEPS = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4];

/** Zoom as a factor of "page as wide as the pane". `ctrl` or `cmd` with + - 0 while the pane has the focus. */
export function useZoom(pane: RefObject<HTMLElement | null>) {
  const [zoom, setZoom] = useState(1);
  const zoomIn = () => setZoom((now) => STEPS.find((step) => step > now + 0.01) ?? now);
  const zoomOut = () => setZoom((now) => STEPS.findLast((step) => step < now - 0.01) ?? now);

  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey)) return;
      const next = { "+": zoomIn, "=": zoomIn, "-": zoomOut, "0": () => setZoom(1) }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      next();
    };
    element.addEventListener("keydown", onKey);
    return () => element.removeEventListener("keydown", onKey);
  });

  return { zoom, zoomIn, zoomOut, canZoomIn: zoom < 4, canZoomOut: zoom > 0.5 };
}

/** Width of an element's content box, kept up to date; 0 before it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
