/** What stands on a page and where. Every `start` and `end` is a UTF-16 offset into its text, `end` exclusive. */

/** `[left, top, width, height]`, points from the page's top left. */
export type Box = [number, number, number, number];

/** A box and the characters in it, as offsets into the page's text. */
export interface Place {
  box: Box;
  start: number;
  end: number;
}

/** A word and where it stands on its page: points from the top left of the page as it is shown (rotation and crop applied). */
export interface PlacedWord {
  /** Offsets into the page's text. A word that a line's end breaks in two is two of these. */
  start: number;
  end: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Height of the letters' em, points, where the format knows it. */
  fontSize?: number;
  bold?: boolean;
  italic?: boolean;
}

export type BlockKind = "heading" | "paragraph" | "list-item" | "table" | "caption" | "note" | "header" | "footer";

/** A cell of a table; `row` and `column` count from 0, and spans from 1. */
export interface Cell {
  /** Offsets into the page's text; an empty cell has `start` equal to `end`. */
  start: number;
  end: number;
  row: number;
  column: number;
  rowSpan?: number;
  columnSpan?: number;
  /** True for a label of a column or a row. */
  isHeader?: boolean;
}

/**
 * A run of a page's text, in reading order. Blocks don't overlap. `header` and `footer` run through the pages: they are shown
 * and quoted, and left out of the search.
 */
export interface Block {
  kind: BlockKind;
  start: number;
  end: number;
  /** Of a heading, from 0; of a list item, how deep it stands. */
  level?: number;
  /** Of a table, by row and then by column. */
  cells?: Cell[];
}

/** What a reader of the page should know before trusting it; with offsets where it is about certain words. */
export interface PageWarning {
  text: string;
  start?: number;
  end?: number;
}

/** How a page's text was had: `text` from letters in the file, `form` from fields filled in besides, `ocr` from its picture. */
export type HowRead = "text" | "form" | "ocr" | "none";

/**
 * One page (slide, sheet, section) of a document: its number (from 1) and its text. What is optional is there where the format
 * has it and was read with it; pages kept by an earlier version have number and text alone.
 */
export interface Page {
  number: number;
  text: string;
  /** As printed ("iv", "A-3") or named (a sheet, a slide's title); absent when it would say the same as the number. */
  label?: string;
  /** Points, as shown. */
  width?: number;
  height?: number;
  /** In the order of their offsets. */
  words?: PlacedWord[];
  /** In the order of their offsets. */
  blocks?: Block[];
  warnings?: PageWarning[];
  how?: HowRead;
}
