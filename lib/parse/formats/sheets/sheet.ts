import type { OutlineItem } from "../../../base/types.ts";
import type { DraftBlock, DraftPage } from "../draft.ts";
import { lengthOf } from "../draft.ts";

/** A cell with something in it; `column` from 0. */
export interface SheetCell {
  column: number;
  text: string;
  /** False for figures and dates. */
  isText: boolean;
}

export interface SheetRow {
  /** As the sheet counts it, from 1. */
  number: number;
  cells: SheetCell[];
}

/** Rows and characters of a page of a sheet. */
const PART_ROWS = 200;
const PART_LENGTH = 10_000;

/** Collects the rows of a sheet into pages: one, or parts of about 200 rows, each under the head of its table. */
export function createSheetPages(name: string): { add(row: SheetRow): void; end(extra?: DraftBlock[]): DraftPage[] } {
  const parts: { from: number; to: number; blocks: DraftBlock[] }[] = [];
  let rows: SheetRow[] = [];
  let length = 0;
  /** The head of the table that goes on in the next part. */
  let head: SheetRow | null = null;

  const close = () => {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return;
    const tables = cutTables(head === null ? rows : [{ ...head, number: first.number - 1 }, ...rows]);
    parts.push({ from: first.number, to: last.number, blocks: tables.flatMap(toBlocks) });
    const open = tables.at(-1);
    const top = open?.find(({ cells }) => cells.length > 1);
    if (open?.at(-1)?.number === last.number) head = top !== undefined && isHead(top) ? top : head;
    else head = null;
    rows = [];
    length = 0;
  };

  return {
    add(row) {
      rows.push(row);
      length += row.cells.reduce((sum, { text }) => sum + text.length + 1, 0);
      if (rows.length >= PART_ROWS || length > PART_LENGTH) close();
    },
    end(extra = []) {
      close();
      if (parts.length === 0 || extra.reduce((sum, block) => sum + lengthOf(block), 0) > PART_LENGTH)
        return [
          ...parts.map((part) => ({ label: labelOf(name, part, parts.length), blocks: part.blocks })),
          { label: name, blocks: extra },
        ];
      parts.at(-1)?.blocks.push(...extra);
      return parts.map((part) => ({ label: labelOf(name, part, parts.length), blocks: part.blocks }));
    },
  };
}

function labelOf(name: string, { from, to }: { from: number; to: number }, parts: number): string | null {
  if (parts === 1) return name === "" ? null : name;
  return name === "" ? `Rows ${from}–${to}` : `${name}, rows ${from}–${to}`;
}

/** A row of words over others: the names of columns. */
export function isHead({ cells }: SheetRow): boolean {
  return cells.length > 1 && cells.every(({ isText }) => isText);
}

/**
 * Cuts the filled part of a sheet into its tables: below an empty row where another head or a title begins, and beside an empty
 * column where the two sides don't go row by row.
 */
export function cutTables(rows: SheetRow[]): SheetRow[][] {
  return cutDown(rows).flatMap((band) => {
    const sides = cutAcross(band);
    return sides.length === 1 ? sides : sides.flatMap(cutTables);
  });
}

function cutDown(rows: SheetRow[]): SheetRow[][] {
  const bands: SheetRow[][] = [];
  for (const row of rows) {
    const band = bands.at(-1);
    const before = band?.at(-1);
    const gap = before !== undefined && row.number > before.number + 1;
    const begins = row.cells.length === 1 || isHead(row) || !sharesColumns(row, band ?? []);
    if (band === undefined || (gap && begins)) bands.push([row]);
    else band.push(row);
  }
  return bands;
}

function sharesColumns(row: SheetRow, band: SheetRow[]): boolean {
  const columns = new Set(band.slice(-5).flatMap(({ cells }) => cells.map(({ column }) => column)));
  return row.cells.some(({ column }) => columns.has(column));
}

/**
 * Two sides of an empty column are tables of their own where fewer than four of five of their rows have both. Lines of one cell
 * are titles and don't count, nor do columns behind another empty one.
 */
function cutAcross(rows: SheetRow[]): SheetRow[][] {
  const filled = new Map<number, Set<number>>();
  for (const { number, cells } of rows)
    for (const { column } of cells) {
      const there = filled.get(column) ?? new Set();
      filled.set(column, there);
      if (cells.length > 1) there.add(number);
    }
  const columns = [...filled.keys()].sort((a, b) => a - b);
  let begin = 0;
  for (const [index, column] of columns.entries()) {
    const next = columns[index + 1];
    if (next === undefined || next === column + 1) continue;
    let end = index + 1;
    while (columns[end + 1] === (columns[end] ?? 0) + 1) end++;
    const [left, right] = [
      rowsIn(filled, columns.slice(begin, index + 1)),
      rowsIn(filled, columns.slice(index + 1, end + 1)),
    ];
    begin = index + 1;
    const both = [...left].filter((row) => right.has(row)).length;
    const either = left.size + right.size - both;
    if (both < 0.8 * either && left.size > 1 && right.size > 1)
      return [side(rows, (at) => at <= column), ...cutAcross(side(rows, (at) => at > column))];
  }
  return [rows];
}

function rowsIn(filled: Map<number, Set<number>>, columns: number[]): Set<number> {
  return new Set(columns.flatMap((column) => [...(filled.get(column) ?? [])]));
}

function side(rows: SheetRow[], within: (column: number) => boolean): SheetRow[] {
  return rows
    .map(({ number, cells }) => ({ number, cells: cells.filter(({ column }) => within(column)) }))
    .filter(({ cells }) => cells.length > 0);
}

/** Lines of one cell above a table are its titles; the rest is the table. */
function toBlocks(rows: SheetRow[]): DraftBlock[] {
  const first = Math.min(...rows.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const last = Math.max(...rows.flatMap(({ cells }) => cells.map(({ column }) => column)));
  const text = (row: SheetRow) => row.cells.map((cell) => cell.text).join(" ");
  if (first === last && rows.length === 1) return rows.map((row) => ({ kind: "paragraph", text: text(row) }));
  let titles = 0;
  if (last > first)
    while (titles < rows.length - 1 && titles < 5 && rows[titles]?.cells.length === 1 && rows[titles]?.cells[0]?.isText)
      titles++;
  const body = rows.slice(titles);
  const top = body[0];
  return [
    ...rows.slice(0, titles).map((row): DraftBlock => ({ kind: "caption", text: text(row) })),
    {
      kind: "table",
      headRows: top !== undefined && isHead(top) ? 1 : 0,
      rows: body.map(({ cells }) => {
        const line = Array.from({ length: last - first + 1 }, () => "");
        for (const cell of cells) line[cell.column - first] = cell.text;
        return line;
      }),
    },
  ];
}

/** Each sheet's first page under its name. */
export function sheetOutline(pages: DraftPage[]): OutlineItem[] {
  const names = pages.map(({ label }) => (label ?? "").replace(/, rows \d+–\d+$/, ""));
  return names.flatMap((title, index) => (title === names[index - 1] ? [] : [{ title, page: index + 1, level: 0 }]));
}
