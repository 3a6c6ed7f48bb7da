import { type DraftBlock, tidy } from "../draft.ts";
import { attribute, type Element } from "../xml.ts";
import { BLOCKS, fieldText, flat, raised } from "./flat.ts";
import { readTable } from "./table.ts";

/** Inside which item of which list the reader is. */
interface ListPlace {
  depth: number;
  /** Of the next item; null: not numbered. */
  next: number | null;
}

/** Turns what is shown of a page into blocks, in the order of the file. */
export function htmlBlocks(root: Element): DraftBlock[] {
  const blocks: DraftBlock[] = [];
  let line = "";
  let marker: { depth: number; marker: string } | null = null;

  const end = () => {
    const text = tidy(line);
    line = "";
    if (text === "") return;
    if (marker === null) blocks.push({ kind: "paragraph", text });
    else blocks.push({ kind: "list-item", ...marker, text });
    // What follows in the same item is text of its own.
    marker = null;
  };

  const walk = (element: Element, list: ListPlace | null, pre: boolean): void => {
    for (const inner of element.children) {
      if (typeof inner === "string") line += pre ? inner : inner.replace(/\s+/g, " ");
      else visit(inner, list, pre);
    }
  };

  const visit = (element: Element, list: ListPlace | null, pre: boolean): void => {
    const { name } = element;
    if (name === "br") line += "\n";
    else if (name === "sup" || name === "sub") line += raised(element, name);
    else if (name === "input" || name === "button") line += fieldText(element);
    else if (name === "img") line += " ";
    else if (!BLOCKS.has(name)) walk(element, list, pre);
    else {
      end();
      const before = marker;
      visitBlock(element, list, pre);
      end();
      if (name !== "li" && name !== "dd") marker = null;
      else marker = before;
    }
  };

  const visitBlock = (element: Element, list: ListPlace | null, pre: boolean): void => {
    const { name } = element;
    if (/^h[1-6]$/.test(name)) {
      const text = tidy(flat(element)).replace(/\n/g, " ");
      if (text !== "") blocks.push({ kind: "heading", level: Number(name[1]) - 1, text });
    } else if (name === "table") {
      const made = readTable(element);
      if (made === null) walk(element, list, pre);
      else blocks.push(...made);
    } else if (name === "ul" || name === "ol" || name === "menu" || name === "dl") {
      const start = Number(attribute(element, "start") ?? 1);
      const next = name === "ol" ? (Number.isInteger(start) ? start : 1) : null;
      walk(element, { depth: list === null ? 0 : list.depth + 1, next }, pre);
    } else if (name === "li" || name === "dt") {
      const value = Number(attribute(element, "value") ?? Number.NaN);
      if (list?.next != null && Number.isInteger(value)) list.next = value;
      const number = list === null || list.next === null ? null : list.next++;
      marker = { depth: list?.depth ?? 0, marker: number === null ? "•" : `${number}.` };
      walk(element, list, pre);
    } else if (name === "dd") {
      marker = { depth: (list?.depth ?? 0) + 1, marker: "•" };
      walk(element, list, pre);
    } else if (name === "pre") walk(element, list, true);
    else if (name === "figcaption" || name === "caption") {
      const text = tidy(flat(element));
      if (text !== "") blocks.push({ kind: "caption", text });
    } else walk(element, list, pre);
  };

  walk(root, null, false);
  end();
  return blocks;
}
