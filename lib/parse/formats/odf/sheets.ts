import type { Archive } from "../archive.ts";
import type { DraftDocument, DraftPage } from "../draft.ts";
import { damaged, MAX_ROWS, MAX_TEXT, tooManyRows, tooMuchText } from "../failures.ts";
import { createSheetPages, type SheetCell, sheetOutline } from "../sheets/sheet.ts";
import { streamXml } from "../stream-xml.ts";
import { attribute, type Element, elements } from "../xml.ts";
import type { ListStyles } from "./lists.ts";
import { cellText } from "./text.ts";

/** Times that a row or a cell with something in it is read again where a file says that it repeats. */
const MAX_REPEAT = 100;

/** The sheets of a calculation: a page each, large ones in parts. */
export async function readOds(
  archive: Archive,
  lists: ListStyles,
  what: string,
): Promise<Omit<DraftDocument, "title">> {
  const pages: DraftPage[] = [];
  let sheet: ReturnType<typeof createSheetPages> | null = null;
  let [number, rows, length] = [0, 0, 0];
  const close = () => pages.push(...(sheet?.end() ?? []));
  await streamXml(
    archive,
    "content.xml",
    ["table-row", "automatic-styles", "shapes"],
    what,
    (row) => {
      if (row.name !== "table-row" || sheet === null) return;
      const times = repeated(row, "number-rows-repeated");
      const cells = readCells(row, lists);
      for (let time = 0; time < Math.min(times, MAX_REPEAT) && cells.length > 0; time++) {
        if (++rows > MAX_ROWS) throw tooManyRows(what);
        length += cells.reduce((sum, { text }) => sum + text.length, 0);
        if (length > MAX_TEXT) throw tooMuchText(what);
        sheet.add({ number: number + time + 1, cells });
      }
      number += times;
    },
    (element) => {
      if (element.name !== "table") return;
      close();
      sheet = createSheetPages(attribute(element, "name") ?? "Sheet");
      number = 0;
    },
  );
  close();
  if (sheet === null) throw damaged(what);
  return { pages, warnings: [], outline: sheetOutline(pages) };
}

function readCells(row: Element, lists: ListStyles): SheetCell[] {
  const cells: SheetCell[] = [];
  let column = 0;
  for (const cell of elements(row)) {
    if (cell.name !== "table-cell" && cell.name !== "covered-table-cell") continue;
    const times = repeated(cell, "number-columns-repeated");
    const text = cell.name === "covered-table-cell" ? "" : cellText(cell, lists);
    const kind = attribute(cell, "value-type") ?? "string";
    for (let time = 0; time < Math.min(times, MAX_REPEAT) && text !== ""; time++)
      cells.push({ column: column + time, text, isText: kind === "string" });
    column += times;
  }
  return cells;
}

function repeated(element: Element, name: string): number {
  const times = Number(attribute(element, name) ?? 1);
  return Number.isInteger(times) && times > 1 ? times : 1;
}
