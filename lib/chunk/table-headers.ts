import { isTableRow } from "../base/text/index.ts";

/** Lines above the first row that may be its header, and their characters together. */
const MAX_LINES = 12;
const MAX_LENGTH = 220;
/** A line longer than this is text: it ends a table. */
const MAX_LINE = 110;

const DATES =
  /\b(?:19|20)\d{2}\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b|\bq[1-4]\b/gi;

/** A row with a figure in it that is no year and no date: the body of a table. */
function isDataRow(text: string): boolean {
  return isTableRow(text) && /\d/.test(text.replace(DATES, ""));
}

/**
 * For each unit of a page the header of the table it stands in, or null: the short lines directly above the table's first
 * row ("Three Months Ended / June 25, 2022 / June 26, 2021"), so that a row found in a later chunk is still known by them.
 * @param units the texts of the page's units, in order
 */
export function tableHeaders(units: string[]): (string | null)[] {
  let above: string[] = [];
  let header: string | null = null;
  return units.map((unit, index) => {
    const text = unit.replace(/\s+/g, " ").trim();
    if (isDataRow(unit)) {
      header ??= join(above);
    } else if (text.length > MAX_LINE || (/[.!?]$/.test(text) && text.length > 60)) {
      above = [];
      header = null;
    } else if (header === null) {
      above = [...above, text].slice(-MAX_LINES);
    }
    // A label right above a row ("Cost of sales:") is in the table; another short line may stand after its end.
    const inside = isDataRow(unit) || isDataRow(units[index + 1] ?? "");
    return inside && header !== "" ? header : null;
  });
}

/** The lines nearest to the rows, as many as fit. */
function join(lines: string[]): string {
  let header = "";
  for (const text of [...lines].reverse()) {
    const longer = header === "" ? text : `${text} ${header}`;
    if (longer.length > MAX_LENGTH) break;
    header = longer;
  }
  return header;
}
