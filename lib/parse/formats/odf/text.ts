import { type DraftBlock, tidy, tidyCell } from "../draft.ts";
import { attribute, child, descendants, type Element, elements } from "../xml.ts";
import { itemMarker, type ListStyles, startOf } from "./lists.ts";

/** Nothing that is seen in the text: what was deleted, forms' descriptions, the pictures of objects. */
const LEFT_OUT = new Set([
  "tracked-changes",
  "forms",
  "sequence-decls",
  "variable-decls",
  "user-field-decls",
  "change",
  "ruby-text",
]);

/** Columns that one cell may stand for. */
const MAX_REPEAT = 500;

/** Turns OpenDocument's text elements into blocks, in order. `onPage` hears where LibreOffice noted that a page ended. */
export function createTextReader(
  lists: ListStyles,
  emit: (block: DraftBlock) => void,
  onPage: () => void = () => undefined,
) {
  /** Numbering goes on from one list to the next of the same style where it says so. */
  const kept = new Map<string, number[]>();

  function read(element: Element): void {
    const { name } = element;
    if (LEFT_OUT.has(name)) return;
    if (name === "p" || name === "h") paragraph(element);
    else if (name === "list") list(element, attribute(element, "style-name"), 0, null);
    else if (name === "table") table(element);
    else if (name === "soft-page-break") onPage();
    else for (const inner of elements(element)) read(inner);
  }

  function paragraph(element: Element, item?: { depth: number; marker: string }): void {
    const besides: Element[] = [];
    const notes: DraftBlock[] = [];
    const text = tidy(inline(element, besides, notes));
    if (text !== "") {
      const level = Number(attribute(element, "outline-level") ?? 1) - 1;
      if (element.name === "h") emit({ kind: "heading", level: Math.max(0, level), text: text.replace(/\n/g, " ") });
      else if (item !== undefined) emit({ kind: "list-item", ...item, text });
      else emit(titleOrText(attribute(element, "style-name") ?? "", text));
    }
    for (const frame of besides) for (const inner of elements(frame)) read(inner);
    for (const note of notes) emit(note);
    if (descendants(element, "soft-page-break").length > 0) onPage();
  }

  function list(element: Element, style: string | undefined, depth: number, outer: number[] | null): void {
    const name = attribute(element, "style-name") ?? style;
    const levels = lists.get(name ?? "");
    const goesOn =
      attribute(element, "continue-numbering") === "true" || attribute(element, "continue-list") !== undefined;
    const counts = outer ?? (goesOn ? [...(kept.get(name ?? "") ?? [])] : []);
    counts.length = outer === null ? counts.length : depth;
    for (const item of elements(element)) {
      if (item.name !== "list-item" && item.name !== "list-header") continue;
      let marker = "";
      if (item.name === "list-item") {
        const said = Number(attribute(item, "start-value") ?? Number.NaN);
        counts[depth] = Number.isInteger(said) ? said : (counts[depth] ?? startOf(levels, depth) - 1) + 1;
        counts.length = depth + 1;
        marker = itemMarker(levels, counts, depth);
      }
      let first = true;
      for (const inner of elements(item)) {
        if (inner.name === "list") list(inner, name, depth + 1, counts);
        else if (inner.name === "p" && first) paragraph(inner, { depth, marker });
        else read(inner);
        if (inner.name !== "list") first = false;
      }
    }
    if (outer === null) kept.set(name ?? "", counts);
  }

  function table(element: Element): void {
    const rows: string[][] = [];
    let head = 0;
    const visit = (part: Element, isHead: boolean): void => {
      for (const inner of elements(part)) {
        if (inner.name === "table-row") {
          rows.push(row(inner));
          if (isHead) head++;
        } else if (inner.name === "table-header-rows") visit(inner, true);
        else if (inner.name === "table-rows" || inner.name === "table-row-group") visit(inner, isHead);
      }
    };
    visit(element, false);
    const cells = rows.map((line) => line.slice(0, lastFilled(line)));
    const wide = cells.some((line) => line.length > 1);
    if (wide || cells.length > 1) {
      if (cells.some((line) => line.length > 0)) emit({ kind: "table", rows: cells, headRows: head });
    } else for (const cell of descendants(element, "table-cell")) for (const inner of elements(cell)) read(inner);
  }

  function row(element: Element): string[] {
    return elements(element).flatMap((cell) => {
      if (cell.name !== "table-cell" && cell.name !== "covered-table-cell") return [];
      const times = Math.min(Number(attribute(cell, "number-columns-repeated") ?? 1) || 1, MAX_REPEAT);
      const text = cell.name === "covered-table-cell" ? "" : cellText(cell, lists);
      return Array.from({ length: times }, () => text);
    });
  }

  return { read };
}

function titleOrText(style: string, text: string): DraftBlock {
  if (/^Title$/i.test(style)) return { kind: "heading", level: 0, text };
  if (/^Subtitle$/i.test(style)) return { kind: "heading", level: 1, text };
  return { kind: /caption|illustration|^table$/i.test(style) ? "caption" : "paragraph", text };
}

function lastFilled(line: string[]): number {
  let last = line.length;
  while (last > 0 && line[last - 1] === "") last--;
  return last;
}

/** A cell's text on one line. */
export function cellText(cell: Element, lists: ListStyles): string {
  const parts: string[] = [];
  const reader = createTextReader(lists, (block) => {
    if (block.kind === "table") parts.push(...block.rows.map((line) => line.join(" ")));
    else parts.push(block.kind === "list-item" ? `${block.marker} ${block.text}` : block.text);
  });
  for (const inner of elements(cell)) if (inner.name !== "annotation") reader.read(inner);
  return tidyCell(parts.join("\n"));
}

/** The text of a paragraph; frames and notes in it are handed on. */
function inline(element: Element, besides: Element[], notes: DraftBlock[]): string {
  return element.children
    .map((inner) => {
      if (typeof inner === "string") return inner.replace(/\s+/g, " ");
      const { name } = inner;
      if (name === "s") return " ".repeat(Math.min(Number(attribute(inner, "c") ?? 1) || 1, 100));
      if (name === "tab") return "\t";
      if (name === "line-break") return "\n";
      if (name === "note") {
        const mark = inline(child(inner, "note-citation") ?? inner, [], []).trim();
        const words = descendants(child(inner, "note-body"), "p").map((p) => inline(p, [], []));
        notes.push({ kind: "note", text: tidyCell(`${mark} ${words.join(" ")}`) });
        return mark === "" ? "" : `[${mark}]`;
      }
      if (name === "annotation") {
        const words = descendants(inner, "p").map((p) => inline(p, [], []));
        const by = inline(child(inner, "creator") ?? { name: "", attributes: {}, children: [] }, [], []).trim();
        notes.push({ kind: "note", text: tidyCell(`Comment${by === "" ? "" : ` by ${by}`}: ${words.join(" ")}`) });
        return "";
      }
      if (["frame", "custom-shape", "g", "rect", "text-box", "line", "path"].includes(name)) {
        besides.push(inner);
        return "";
      }
      return LEFT_OUT.has(name) || name.startsWith("annotation") ? "" : inline(inner, besides, notes);
    })
    .join("");
}
