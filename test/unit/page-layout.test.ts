import { describe, expect, it } from "vitest";
import {
  GAP,
  layOutPages,
  offsetOf,
  pageAt,
  pagesBetween,
  placeAt,
} from "../../app/_components/viewer/pdf/page-layout.ts";

const sizes = [{ height: 100 }, { height: 200 }, { height: 100 }];

describe("the layout of a document's pages", () => {
  it("puts pages one under the other with gaps", () => {
    const layout = layOutPages(sizes, 2);
    expect(layout.tops).toEqual([GAP, GAP * 2 + 200, GAP * 3 + 600]);
    expect(layout.total).toBe(800 + GAP * 4);
  });

  it("knows which pages a stretch touches", () => {
    const layout = layOutPages(sizes, 1);
    expect(pagesBetween(layout, 0, 50)).toEqual([0]);
    expect(pagesBetween(layout, 50, 200)).toEqual([0, 1]);
    expect(pagesBetween(layout, 0, 10_000)).toEqual([0, 1, 2]);
    expect(pageAt(layout, -5)).toBe(0);
  });

  it("finds the same place again at another scale", () => {
    const place = placeAt(layOutPages(sizes, 1), GAP * 2 + 100 + 50);
    expect(place).toEqual({ page: 1, share: 0.25 });
    expect(offsetOf(layOutPages(sizes, 3), place)).toBe(GAP * 2 + 300 + 150);
  });
});
