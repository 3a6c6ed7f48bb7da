import type { Block, Cell } from "../../base/types.ts";

/** The blocks of a page of Markdown, as offsets into it as it is written: headings, items, tables with their cells, the rest. */
export function markdownBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  let fence: string | null = null;
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    const kind: LineKind = fence === null ? kindOf(line, open) : { kind: "paragraph" };
    const mark = /^\s*(```|~~~)/.exec(line)?.[1];
    if (mark !== undefined && (fence === null || fence === mark)) fence = fence === null ? mark : null;
    if (kind === null) open = null;
    else if (open !== null && goesOn(open, kind)) {
      open.end = end;
      if (open.cells !== undefined) addRow(open.cells, line, start);
    } else {
      open = { kind: kind.kind, start, end, ...(kind.level === undefined ? {} : { level: kind.level }) };
      if (kind.kind === "table") open.cells = addRow([], line, start);
      blocks.push(open);
    }
    start = end + 1;
  }
  for (const { cells } of blocks) if (cells !== undefined) markHead(cells, text);
  return blocks;
}

type LineKind = { kind: "heading" | "list-item" | "table" | "paragraph"; level?: number } | null;

function kindOf(line: string, open: Block | null): LineKind {
  if (line.trim() === "") return null;
  const hashes = /^ {0,3}(#{1,6})\s/.exec(line)?.[1];
  if (hashes !== undefined) return { kind: "heading", level: hashes.length - 1 };
  const indent = /^\s*(?=(?:[-*+]|\d{1,9}[.)])\s)/.exec(line)?.[0];
  if (indent !== undefined) return { kind: "list-item", level: Math.floor(indent.length / 2) };
  const pipes = line.trim().startsWith("|") || (open?.kind === "table" && line.includes("|"));
  return pipes ? { kind: "table" } : { kind: "paragraph" };
}

function goesOn(open: Block, { kind }: NonNullable<LineKind>): boolean {
  if (kind === "table") return open.kind === "table";
  return kind === "paragraph" && (open.kind === "paragraph" || open.kind === "list-item");
}

/** The cells of one line between its bars; a bar behind a backslash is part of a cell. */
function addRow(cells: Cell[], line: string, start: number): Cell[] {
  const row = (cells.at(-1)?.row ?? -1) + 1;
  const first = line.search(/\S/);
  let from = line[first] === "|" ? first + 1 : 0;
  let column = 0;
  for (let at = from; at <= line.length; at++) {
    const bar = at === line.length || (line[at] === "|" && line[at - 1] !== "\\");
    if (!bar) continue;
    const cell = line.slice(from, at);
    if (at < line.length || cell.trim() !== "") {
      const begin = start + from + (cell.length - cell.trimStart().length);
      cells.push({ start: begin, end: Math.max(begin, begin + cell.trim().length), row, column: column++ });
    }
    from = at + 1;
  }
  return cells;
}

/** The row above the line of dashes holds the names of the columns. */
function markHead(cells: Cell[], text: string): void {
  const second = cells.filter(({ row }) => row === 1);
  if (second.length === 0 || !second.every(({ start, end }) => /^:?-+:?$/.test(text.slice(start, end)))) return;
  for (const cell of cells) if (cell.row === 0) cell.isHeader = true;
}
