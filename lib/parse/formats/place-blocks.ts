import type { Block, Cell, OutlineItem, Page } from "../../base/types.ts";
import { clean } from "../clean.ts";
import type { DraftBlock, DraftDocument, DraftPage } from "./draft.ts";

/** Entries of an outline. */
const OUTLINE_LIMIT = 5000;

/** Makes a page's text of its blocks, with the place of each: cells are apart by tabs, rows by line ends, blocks by blank lines. */
export function placeBlocks({ label, blocks: drafts }: DraftPage, number: number): Page {
  let text = "";
  const blocks: Block[] = [];
  let before: DraftBlock | null = null;
  for (const draft of drafts) {
    if (before !== null) text += before.kind === "list-item" && draft.kind === "list-item" ? "\n" : "\n\n";
    before = draft;
    const start = text.length;
    if (draft.kind === "table") {
      const placed = placeTable(draft, start);
      text += placed.text;
      blocks.push({ kind: "table", start, end: text.length, cells: placed.cells });
    } else if (draft.kind === "list-item") {
      text += clean(draft.marker === "" ? draft.text : `${draft.marker} ${draft.text}`);
      blocks.push({ kind: "list-item", start, end: text.length, level: draft.depth });
    } else {
      text += clean(draft.text);
      const block: Block = { kind: draft.kind, start, end: text.length };
      blocks.push(draft.kind === "heading" ? { ...block, level: draft.level } : block);
    }
  }
  return { number, text, blocks, how: "text", ...(label === null ? {} : { label: clean(label).slice(0, 200) }) };
}

function placeTable(draft: Extract<DraftBlock, { kind: "table" }>, start: number): { text: string; cells: Cell[] } {
  let text = "";
  const cells: Cell[] = [];
  const spans = new Map((draft.spans ?? []).map((span) => [`${span.row} ${span.column}`, span]));
  for (const [row, line] of draft.rows.entries()) {
    if (row > 0) text += "\n";
    let last = line.length;
    while (last > 0 && line[last - 1] === "") last--;
    for (const [column, content] of line.entries()) {
      if (column > 0 && column < last) text += "\t";
      const from = start + text.length;
      text += clean(content).replace(/[\t\n]/g, " ");
      const span = spans.get(`${row} ${column}`);
      cells.push({
        start: from,
        end: start + text.length,
        row,
        column,
        ...(span === undefined || span.rowSpan === 1 ? {} : { rowSpan: span.rowSpan }),
        ...(span === undefined || span.columnSpan === 1 ? {} : { columnSpan: span.columnSpan }),
        ...(row < draft.headRows ? { isHeader: true } : {}),
      });
    }
  }
  return { text, cells };
}

/** The outline of a document by its headings, each page's label among them where pages have names of their own. */
export function outlineOf(document: DraftDocument): OutlineItem[] {
  if (document.outline !== undefined) return document.outline;
  const outline: OutlineItem[] = [];
  for (const [index, { blocks }] of document.pages.entries())
    for (const block of blocks)
      if (block.kind === "heading" && outline.length < OUTLINE_LIMIT)
        outline.push({ title: block.text.replace(/\s+/g, " ").slice(0, 300), page: index + 1, level: block.level });
  return outline;
}
