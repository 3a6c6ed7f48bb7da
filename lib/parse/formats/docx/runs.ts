import { toSuperscript } from "../html/flat.ts";
import { formulaText } from "../ooxml/formula.ts";
import { attribute, child, type Element, elements, textOf } from "../xml.ts";

/** What stands in a paragraph besides its text. */
export interface RunSink {
  text(text: string): void;
  /** `asShown`: Word noted here where its pages end; else the writer asked for a new page. */
  pageBreak(asShown: boolean): void;
  /** A text box or a shape's text, which is read after the paragraph. */
  box(content: Element): void;
  /** A chart or diagram by its relation. */
  drawing(relation: string): void;
  noteMark(kind: "footnote" | "endnote" | "comment", id: string): void;
}

/** Deleted or moved away by a tracked change, or instructions to the program: nothing that a reader sees. */
const LEFT_OUT = new Set("del moveFrom delText instrText delInstrText rPr pPr sdtPr rt fldData oMathParaPr".split(" "));

/** Walks through a paragraph's runs in order, tracked changes taken as accepted. */
export function readRuns(paragraph: Element, sink: RunSink): void {
  for (const element of elements(paragraph)) visit(element, sink);
}

function visit(element: Element, sink: RunSink): void {
  const { name } = element;
  if (LEFT_OUT.has(name)) return;
  if (name === "r") readRun(element, sink);
  else if (name === "oMath") sink.text(` ${formulaText(element)} `);
  else if (name === "AlternateContent") visitAll(child(element, "Choice") ?? child(element, "Fallback"), sink);
  else if (name === "txbxContent") sink.box(element);
  else if (name === "t") sink.text(textOf(element));
  else if (name === "tab" || name === "ptab") sink.text("\t");
  else if (name === "cr") sink.text("\n");
  else if (name === "noBreakHyphen") sink.text("\u2011");
  else if (name === "sym") sink.text(symbol(element));
  else if (name === "lastRenderedPageBreak") sink.pageBreak(true);
  else if (name === "br") {
    if (attribute(element, "type") === "page") sink.pageBreak(false);
    else sink.text("\n");
  } else if (name === "footnoteReference") sink.noteMark("footnote", attribute(element, "id") ?? "");
  else if (name === "endnoteReference") sink.noteMark("endnote", attribute(element, "id") ?? "");
  else if (name === "commentReference") sink.noteMark("comment", attribute(element, "id") ?? "");
  else if (name === "chart" || name === "relIds") {
    const relation = attribute(element, "id") ?? attribute(element, "dm");
    if (relation !== undefined) sink.drawing(relation);
  } else visitAll(element, sink);
}

function visitAll(element: Element | undefined, sink: RunSink): void {
  for (const inner of elements(element)) visit(inner, sink);
}

/** Raised figures become signs of their own: "10" and a raised "2" are no 102. */
function readRun(run: Element, sink: RunSink): void {
  const properties = child(run, "rPr");
  const hidden = child(properties, "vanish");
  if (hidden !== undefined && !["0", "false", "off"].includes(attribute(hidden, "val") ?? "")) return;
  const raised = attribute(child(properties, "vertAlign"), "val") === "superscript";
  const text = (words: string) => sink.text(raised && /^\d+$/.test(words.trim()) ? toSuperscript(words) : words);
  visitAll(run, { ...sink, text });
}

/** A sign of a symbol font: private characters have no text of their own. */
function symbol(element: Element): string {
  const code = Number.parseInt(attribute(element, "char") ?? "", 16);
  return Number.isNaN(code) || code < 0x20 || (code >= 0xe000 && code <= 0xf8ff) ? " " : String.fromCharCode(code);
}
