import { type CellSpan, type DraftBlock, tidy, tidyCell } from "../draft.ts";
import { attribute, descendants, type Element, elements } from "../xml.ts";
import { flat } from "./flat.ts";

/** Columns and cells of one table. */
const MAX_COLUMNS = 500;
const MAX_CELLS = 500_000;

/** A table's blocks, its caption first; null for one that only places things (one column, or tables inside it). */
export function readTable(table: Element): DraftBlock[] | null {
  const rows = rowsOf(table);
  const nested = rows.some((row) => elements(row).some((cell) => descendants(cell, "table").length > 0));
  const widest = Math.max(0, ...rows.map((row) => elements(row).length));
  if (attribute(table, "role") === "presentation" || (nested && rows.length === 1) || widest <= 1) return null;
  const captions = elements(table)
    .filter(({ name }) => name === "caption")
    .map((caption) => tidy(flat(caption)))
    .filter((text) => text !== "");
  const grid: string[][] = [];
  const spans: CellSpan[] = [];
  /** Cells that reach down from rows above: column → rows left. */
  const down = new Map<number, number>();
  let cells = 0;
  for (const row of rows) {
    const line: string[] = [];
    const skip = () => {
      while ((down.get(line.length) ?? 0) > 0) {
        down.set(line.length, (down.get(line.length) ?? 1) - 1);
        line.push("");
      }
    };
    for (const cell of elements(row)) {
      skip();
      const columns = span(cell, "colspan");
      const high = span(cell, "rowspan") - 1;
      if (columns > 1 || high > 0)
        spans.push({ row: grid.length, column: line.length, rowSpan: high + 1, columnSpan: columns });
      for (let column = 0; column < columns && line.length < MAX_COLUMNS; column++) {
        if (high > 0) down.set(line.length, high);
        line.push(column === 0 ? tidyCell(flat(cell)) : "");
      }
      if (++cells > MAX_CELLS) break;
    }
    skip();
    grid.push(line);
  }
  const filled = spans.length > 0 ? grid : grid.filter((line) => line.some((cell) => cell !== ""));
  if (!filled.some((line) => line.some((cell) => cell !== ""))) return [];
  const headRows = rows.findIndex((row) => elements(row).some(({ name }) => name === "td"));
  const head = headRows < 0 ? 0 : Math.min(headRows, filled.length);
  return [
    ...captions.map((text): DraftBlock => ({ kind: "caption", text })),
    { kind: "table", rows: filled, headRows: head, spans },
  ];
}

function rowsOf(table: Element): Element[] {
  return elements(table).flatMap((part) => {
    if (part.name === "tr") return [part];
    return ["thead", "tbody", "tfoot"].includes(part.name) ? elements(part).filter(({ name }) => name === "tr") : [];
  });
}

function span(cell: Element, name: string): number {
  const number = Number(attribute(cell, name) ?? 1);
  return Number.isInteger(number) && number > 1 ? Math.min(number, 1000) : 1;
}
