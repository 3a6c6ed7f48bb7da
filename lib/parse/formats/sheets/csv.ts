import Papa from "papaparse";
import { decodeText } from "../../text/read-text.ts";
import { type DraftDocument, tidyCell } from "../draft.ts";
import { MAX_ROWS, MAX_TEXT, notRead, tooManyRows, tooMuchText } from "../failures.ts";
import { createSheetPages } from "./sheet.ts";

const FIGURE =
  /^[-+(]?[\p{Sc}]?\s?\d[\d.,'\s]*%?\)?\s?[\p{Sc}]?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d[\d:.Z]*)?$/u;

/** A table as text, with whatever separates its cells: a sheet, large ones in parts. */
export function readCsv(bytes: Buffer, delimiter: "" | "\t"): DraftDocument {
  const decoded = decodeText(bytes);
  if (decoded === null)
    throw notRead("This file holds no plain text.", "Check what kind of file it is, and export the table as CSV.");
  if (decoded.text.length > MAX_TEXT) throw tooMuchText("This table");
  const sheet = createSheetPages("");
  let number = 0;
  Papa.parse<string[]>(decoded.text, {
    delimiter,
    // An empty last line would count as a row of one cell, and no separator be found in a short file.
    skipEmptyLines: true,
    delimitersToGuess: [",", ";", "\t", "|"],
    step({ data }) {
      number++;
      const cells = data.flatMap((value, column) => {
        const text = tidyCell(value);
        return text === "" ? [] : [{ column, text, isText: !FIGURE.test(text) }];
      });
      if (cells.length === 0) return;
      if (number > MAX_ROWS) throw tooManyRows("This table");
      sheet.add({ number, cells });
    },
  });
  return { title: null, pages: sheet.end(), warnings: decoded.warnings };
}
