import { type CellSpan, type DraftBlock, tidy, tidyCell } from "../draft.ts";
import { toSuperscript } from "../html/flat.ts";
import { all, attribute, child, descendants, type Element, elements, textOf } from "../xml.ts";
import type { Numbering } from "./numbering.ts";
import { readRuns } from "./runs.ts";
import type { Styles } from "./styles.ts";

/** What a body gives in order: blocks, borders between pages, notes that belong to the page where they are called. */
export type BodyItem =
  | { type: "block"; block: DraftBlock }
  | { type: "break"; asShown: boolean }
  | { type: "drawing"; relation: string };

export interface BodyRooms {
  styles: Styles;
  numbering: Numbering;
  /** Paragraphs of foot- and endnotes and comments, by kind and id: "footnote 2". */
  notes: ReadonlyMap<string, Element>;
}

/** Reads elements of a document's body one after another. */
export function createBodyReader({ styles, numbering, notes }: BodyRooms, emit: (item: BodyItem) => void) {
  /** Text of a paragraph whose end was deleted: the next one goes on with it. */
  let carried = "";
  let noteCount = 0;

  function paragraph(element: Element): void {
    const boxes: Element[] = [];
    const drawings: string[] = [];
    const called: DraftBlock[] = [];
    const after: boolean[] = [];
    let text = carried;
    carried = "";
    const style = styles.of(element);
    if (isOn(child(element, "pPr", "pageBreakBefore"))) emit({ type: "break", asShown: false });
    readRuns(element, {
      text: (part) => {
        text += part;
      },
      // A page that ends inside a paragraph ends after it: a quote stands on one page.
      pageBreak: (asShown) => (text.trim() === "" ? emit({ type: "break", asShown }) : after.push(asShown)),
      box: (content) => boxes.push(content),
      drawing: (relation) => drawings.push(relation),
      noteMark(kind, id) {
        const note = notes.get(`${kind} ${id}`);
        if (note === undefined) return;
        const mark = kind === "comment" ? "" : toSuperscript(String(++noteCount));
        text += mark;
        const words = tidyCell(paragraphsText(note));
        const by = attribute(note, "author");
        if (words !== "")
          called.push({
            kind: "note",
            text: kind === "comment" ? `Comment${by ? ` by ${by}` : ""}: ${words}` : `${mark} ${words}`,
          });
      },
    });
    if (child(element, "pPr", "rPr", "del") !== undefined && text.trim() !== "") carried = text;
    else emitText(tidy(text), style);
    for (const relation of drawings) emit({ type: "drawing", relation });
    for (const box of boxes) for (const inner of elements(box)) read(inner);
    for (const block of called) emit({ type: "block", block });
    for (const asShown of after) emit({ type: "break", asShown });
    if (child(element, "pPr", "sectPr") !== undefined) sectionEnd(child(element, "pPr", "sectPr"));
  }

  function emitText(text: string, { name, headingLevel, numbering: list }: ReturnType<Styles["of"]>): void {
    if (text === "") return;
    const marker = list === null ? null : numbering.next(list.id, list.level);
    if (headingLevel !== null) {
      const line = text.replace(/\n/g, " ");
      const numbered = marker === null || marker === "•" ? line : `${marker} ${line}`;
      emit({ type: "block", block: { kind: "heading", level: headingLevel, text: numbered } });
    } else if (list !== null)
      emit({ type: "block", block: { kind: "list-item", depth: list.level, marker: marker ?? "", text } });
    else emit({ type: "block", block: { kind: /^caption/i.test(name) ? "caption" : "paragraph", text } });
  }

  function table(element: Element): void {
    const rows = all(element, "tr").filter((row) => child(row, "trPr", "del") === undefined);
    const widest = Math.max(0, ...rows.map((row) => cellsOf(row).length));
    // A frame around text, not a table.
    if (widest <= 1 && rows.length <= 1) {
      for (const row of rows) for (const cell of cellsOf(row)) for (const inner of elements(cell)) read(inner);
      return;
    }
    let lines: string[][] = [];
    let spans: CellSpan[] = [];
    const head = rows.findIndex((row) => !isOn(child(row, "trPr", "tblHeader")));
    const headRows = Math.max(0, head);
    const flush = () => {
      if (lines.some((line) => line.some((cell) => cell !== "")))
        emit({
          type: "block",
          block: { kind: "table", rows: lines, headRows: Math.min(headRows, lines.length), spans },
        });
      lines = [];
      spans = [];
    };
    for (const row of rows) {
      const ended = descendants(row, "lastRenderedPageBreak").length;
      if (ended > 0 && lines.length > headRows) {
        const top = lines.slice(0, headRows);
        flush();
        emit({ type: "break", asShown: true });
        lines = top;
      }
      let column = 0;
      for (const cell of cellsOf(row)) {
        const columnSpan = Math.min(Number(attribute(child(cell, "tcPr", "gridSpan"), "val") ?? 1) || 1, 200);
        const merge = child(cell, "tcPr", "vMerge");
        const above = spans.find((span) => span.column === column && span.row + span.rowSpan === lines.length);
        if (merge !== undefined && attribute(merge, "val") !== "restart" && above !== undefined) above.rowSpan++;
        else if (merge !== undefined || columnSpan > 1)
          spans.push({ row: lines.length, column, rowSpan: 1, columnSpan });
        column += columnSpan;
      }
      lines.push(cellsOf(row).flatMap(cellTexts));
    }
    flush();
  }

  /** A cell in its first column and empty ones for the rest that it spans; one that goes on from above is empty. */
  function cellTexts(cell: Element): string[] {
    const span = Number(attribute(child(cell, "tcPr", "gridSpan"), "val") ?? 1);
    const merge = child(cell, "tcPr", "vMerge");
    const goesOn = merge !== undefined && attribute(merge, "val") !== "restart";
    const text = goesOn ? "" : tidyCell(cellText(cell));
    return [text, ...Array.from({ length: Math.min(Math.max(0, span - 1), 200) || 0 }, () => "")];
  }

  function cellText(cell: Element): string {
    const parts: string[] = [];
    const inner = createBodyReader({ styles, numbering, notes }, (item) => {
      if (item.type !== "block") return;
      const { block } = item;
      if (block.kind === "table") parts.push(...block.rows.map((row) => row.join(" ")));
      else if (block.kind === "list-item") parts.push(`${block.marker} ${block.text}`);
      else parts.push(block.text);
    });
    for (const element of elements(cell)) inner.read(element);
    return parts.join("\n");
  }

  function sectionEnd(section: Element | undefined): void {
    const type = attribute(child(section, "type"), "val") ?? "nextPage";
    if (type !== "continuous" && type !== "nextColumn") emit({ type: "break", asShown: false });
  }

  function read(element: Element): void {
    const { name } = element;
    if (name === "p") paragraph(element);
    else if (name === "tbl") table(element);
    else if (name === "AlternateContent") for (const inner of elements(child(element, "Choice"))) read(inner);
    else if (["sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"].includes(name))
      for (const inner of elements(element)) read(inner);
  }

  return { read };
}

function cellsOf(row: Element): Element[] {
  return elements(row).flatMap((part) =>
    part.name === "tc" ? [part] : part.name === "sdt" ? descendants(child(part, "sdtContent"), "tc") : [],
  );
}

function isOn(element: Element | undefined): boolean {
  return element !== undefined && !["0", "false", "off"].includes(attribute(element, "val") ?? "");
}

/** The plain text of a note's paragraphs. */
function paragraphsText(note: Element): string {
  return descendants(note, "p")
    .map((paragraph) => descendants(paragraph, "t").map(textOf).join(""))
    .join(" ");
}
