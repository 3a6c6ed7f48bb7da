import type { Cell } from "../../../lib/base/types.ts";

/** Ranges inside a slice of a page, cut to it and counted from its start. */
export function overlapping(ranges: readonly [number, number][], start: number, end: number): [number, number][] {
  return ranges
    .filter(([from, to]) => from < end && to > start)
    .map(([from, to]) => [Math.max(from, start) - start, Math.min(to, end) - start]);
}

/** A table's cells by row, without those that another one reaches over. */
export function rowsOf(cells: readonly Cell[]): Cell[][] {
  const covered = new Set<string>();
  for (const { row, column, rowSpan = 1, columnSpan = 1 } of cells)
    for (let down = 0; down < rowSpan; down++)
      for (let across = 0; across < columnSpan; across++)
        if (down + across > 0) covered.add(`${row + down} ${column + across}`);
  const rows = new Map<number, Cell[]>();
  for (const cell of cells) {
    if (covered.has(`${cell.row} ${cell.column}`)) continue;
    const row = rows.get(cell.row);
    if (row === undefined) rows.set(cell.row, [cell]);
    else row.push(cell);
  }
  return [...rows.values()];
}
