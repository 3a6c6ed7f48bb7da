/** Space between pages and around them, px. */
export const GAP = 12;

/** Where every page lies in the scrolled content, px; pages by index from 0. */
export interface PageLayout {
  tops: number[];
  heights: number[];
  /** Height of the whole. */
  total: number;
}

/** A spot in a page that stays the same whatever the scale: `share` of its height from its top. */
export interface Place {
  page: number;
  share: number;
}

/** Pages one under the other. `sizes` at scale 1. */
export function layOutPages(sizes: readonly { height: number }[], scale: number): PageLayout {
  const heights = sizes.map(({ height }) => height * scale);
  const tops: number[] = [];
  let total = GAP;
  for (const height of heights) {
    tops.push(total);
    total += height + GAP;
  }
  return { tops, heights, total };
}

/** The page at an offset, or the nearest one above it. */
export function pageAt({ tops }: PageLayout, offset: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function placeAt(layout: PageLayout, offset: number): Place {
  const page = pageAt(layout, offset);
  return { page, share: (offset - (layout.tops[page] ?? 0)) / Math.max(1, layout.heights[page] ?? 1) };
}

export const offsetOf = (layout: PageLayout, { page, share }: Place): number =>
  (layout.tops[page] ?? 0) + share * (layout.heights[page] ?? 0);

/** Indices of the pages that touch the stretch from `from` to `to`. */
export function pagesBetween(layout: PageLayout, from: number, to: number): number[] {
  const first = pageAt(layout, from);
  const last = pageAt(layout, to);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
