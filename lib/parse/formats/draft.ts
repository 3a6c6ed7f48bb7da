import type { OutlineItem } from "../../base/types.ts";

/** What a reader makes of a file: pages of blocks without offsets. `place-blocks.ts` makes page text of them. */
export type DraftBlock =
  /** `level` from 0. */
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph" | "caption" | "note" | "header" | "footer"; text: string }
  /** `depth` from 0; `marker` as it is shown: "•", "2.", "b)". */
  | { kind: "list-item"; depth: number; marker: string; text: string }
  /** Rows of cells; a cell that spans others stands in the first place and the rest are empty. */
  | { kind: "table"; rows: string[][]; headRows: number; spans?: CellSpan[] };

/** A cell that reaches over others to its right or below. */
export interface CellSpan {
  row: number;
  column: number;
  rowSpan: number;
  columnSpan: number;
}

export interface DraftPage {
  /** What people call the page: a sheet's name, "Slide 3", a chapter's title, a file inside an archive; null: its number. */
  label: string | null;
  blocks: DraftBlock[];
}

export interface DraftDocument {
  title: string | null;
  pages: DraftPage[];
  warnings: string[];
  /** Where the file says itself how it is divided; else its headings are the outline. */
  outline?: OutlineItem[];
}

/** White space of a block's text as it is shown: runs are one blank, line ends inside a block stay. */
export function tidy(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]/gu, " ")
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t\u00a0]+/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();
}

/** A cell's text: one line, since rows are lines. */
export function tidyCell(text: string): string {
  // Lines have no blanks at their ends any more.
  return tidy(text).replace(/\n+/g, " ");
}

/** Characters of a block. */
export function lengthOf(block: DraftBlock): number {
  if (block.kind !== "table") return block.text.length;
  return block.rows.reduce((sum, row) => sum + row.reduce((cells, cell) => cells + cell.length + 1, 0), 0);
}
