import { expect, it } from "vitest";
import { pageName } from "../../app/_components/data/format.ts";
import { overlapping, rowsOf } from "../../app/_components/viewer/block-rows.ts";

it("a mark over several blocks is drawn in each, and nowhere else", () => {
  const marks: [number, number][] = [[5, 25]];
  expect(overlapping(marks, 0, 10)).toEqual([[5, 10]]);
  expect(overlapping(marks, 12, 20)).toEqual([[0, 8]]);
  expect(overlapping(marks, 20, 40)).toEqual([[0, 5]]);
  expect(overlapping(marks, 25, 30)).toEqual([]);
});

it("a cell that reaches over others stands in their place", () => {
  const cell = (row: number, column: number, more = {}) => ({ row, column, start: 0, end: 1, ...more });
  const cells = [
    cell(0, 0, { rowSpan: 2 }),
    cell(0, 1, { columnSpan: 2 }),
    cell(0, 2),
    cell(1, 0),
    cell(1, 1),
    cell(1, 2),
  ];
  expect(rowsOf(cells).map((row) => row.map(({ column }) => column))).toEqual([
    [0, 1],
    [1, 2],
  ]);
});

it("a page is named as people name it", () => {
  expect(pageName(7, "7")).toBe("page 7");
  expect(pageName(4, "iv")).toBe("page iv");
  expect(pageName(5, "A-3")).toBe("page A-3");
  expect(pageName(3, "Slide 3")).toBe("Slide 3");
  expect(pageName(1, "Plants")).toBe("Plants");
});
