import { tidyCell } from "../draft.ts";
import type { SheetCell, SheetRow } from "../sheets/sheet.ts";
import { all, attribute, child, type Element, textOf } from "../xml.ts";
import type { ShowValue } from "./styles.ts";

/** Columns of a sheet (ECMA-376: XFD). */
const MAX_COLUMN = 16_384;

/** Reads rows in order; numbers that a file leaves out are counted. */
export function createRowReader(strings: readonly string[], show: ShowValue): (row: Element) => SheetRow {
  let last = 0;
  return (row) => {
    const said = Number(attribute(row, "r"));
    const number = Number.isInteger(said) && said > 0 ? said : last + 1;
    last = number;
    const cells: SheetCell[] = [];
    let column = -1;
    for (const cell of all(row, "c")) {
      column = columnOf(attribute(cell, "r")) ?? column + 1;
      const shown = shownValue(cell, strings, show);
      if (shown !== null && shown.text !== "" && column < MAX_COLUMN) cells.push({ column, ...shown });
    }
    return { number, cells };
  };
}

function shownValue(cell: Element, strings: readonly string[], show: ShowValue): Omit<SheetCell, "column"> | null {
  const value = textOf(child(cell, "v"));
  switch (attribute(cell, "t")) {
    case "s":
      return { text: strings[Number(value)] ?? "", isText: true };
    case "inlineStr": {
      const inline = child(cell, "is");
      const parts = [...all(inline, "t"), ...all(inline, "r").flatMap((run) => all(run, "t"))];
      return { text: tidyCell(parts.map(textOf).join("")), isText: true };
    }
    case "str":
      return { text: tidyCell(value), isText: true };
    case "b":
      return { text: value === "1" || value === "true" ? "TRUE" : "FALSE", isText: false };
    case "e":
    case "d":
      return { text: tidyCell(value), isText: false };
    default: {
      const number = Number(value);
      if (value.trim() === "") return null;
      return Number.isNaN(number)
        ? { text: tidyCell(value), isText: true }
        : { text: tidyCell(show(number, Number(attribute(cell, "s") ?? 0))), isText: false };
    }
  }
}

/** "AB12" → 27; null where no reference is given. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? "")?.[0];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
