import { countIn } from "../count-in.ts";
import { type CellSpan, type DraftBlock, tidy, tidyCell } from "../draft.ts";
import { formulaText } from "../ooxml/formula.ts";
import { all, attribute, child, type Element, elements, prefixed, textOf } from "../xml.ts";

/** What a shape holds that another part of the file describes. */
export interface DrawnShape {
  relation: string;
}

/** Place holders that run through all slides. */
const RUNNING = new Set(["sldNum", "dt", "ftr", "hdr", "sldImg"]);

/** Texts and tables of a slide's shapes: its title first, then in the order in which they were laid down, which readers aloud follow. */
export function readShapes(tree: Element | undefined, kind: "slide" | "notes" = "slide"): (DraftBlock | DrawnShape)[] {
  const titles: DraftBlock[] = [];
  const rest: (DraftBlock | DrawnShape)[] = [];
  const visit = (shape: Element): void => {
    const { name } = shape;
    if (name === "grpSp") for (const inner of elements(shape)) visit(inner);
    else if (name === "AlternateContent")
      for (const inner of elements(child(shape, "Choice") ?? child(shape, "Fallback"))) visit(inner);
    else if (name === "graphicFrame") rest.push(...frame(shape));
    else if (["sp", "cxnSp", "pic", "contentPart"].includes(name)) {
      const holder = attribute(child(shape, `nv${name === "sp" ? "Sp" : ""}Pr`, "nvPr", "ph"), "type");
      if (RUNNING.has(holder ?? "")) return;
      const title = holder === "title" || holder === "ctrTitle";
      // A place holder's list has its bullets from the master slide, where they are not said again.
      const bulleted =
        child(shape, "nvSpPr", "nvPr", "ph") !== undefined && (holder === undefined || holder === "body");
      const found = paragraphs(child(shape, "txBody"), bulleted && kind === "slide");
      if (!title) rest.push(...found);
      else
        titles.push(
          ...found.flatMap((block): DraftBlock[] =>
            "text" in block ? [{ kind: "heading", level: 0, text: oneLine(block.text) }] : [],
          ),
        );
    } else if (!name.startsWith("nv") && name !== "grpSpPr" && name !== "extLst")
      // A shape of a newer kind may still hold text.
      rest.push(...paragraphs(child(shape, "txBody"), false));
  };
  for (const shape of elements(tree)) visit(shape);
  return [...joined(titles), ...rest];
}

/** A title over several paragraphs is one heading. */
function joined(titles: DraftBlock[]): DraftBlock[] {
  const text = titles.map((block) => ("text" in block ? block.text : "")).join(" ");
  return text === "" ? [] : [{ kind: "heading", level: 0, text }];
}

function oneLine(text: string): string {
  return text.replace(/\n+/g, " ");
}

function frame(shape: Element): (DraftBlock | DrawnShape)[] {
  const data = child(shape, "graphic", "graphicData");
  const table = child(data, "tbl");
  if (table !== undefined) return readTable(table);
  const drawn = elements(data).map((inner) => prefixed(inner, "id") ?? prefixed(inner, "dm"));
  return drawn.flatMap((relation) => (relation === undefined ? [] : [{ relation }]));
}

function readTable(table: Element): DraftBlock[] {
  const spans: CellSpan[] = [];
  const rows = all(table, "tr").map((row, down) =>
    all(row, "tc").map((cell, column) => {
      const [rowSpan, columnSpan] = [Number(attribute(cell, "rowSpan") ?? 1), Number(attribute(cell, "gridSpan") ?? 1)];
      if (rowSpan > 1 || columnSpan > 1) spans.push({ row: down, column, rowSpan, columnSpan });
      const merged = attribute(cell, "hMerge") === "1" || attribute(cell, "vMerge") === "1";
      return merged ? "" : tidyCell(all(child(cell, "txBody"), "p").map(paragraphText).join("\n"));
    }),
  );
  const head = attribute(child(table, "tblPr"), "firstRow") === "1" ? 1 : 0;
  return rows.some((row) => row.some((cell) => cell !== "")) ? [{ kind: "table", rows, headRows: head, spans }] : [];
}

function paragraphs(body: Element | undefined, bulleted: boolean): DraftBlock[] {
  const blocks: DraftBlock[] = [];
  const counts: number[] = [];
  for (const paragraph of all(body, "p")) {
    const text = tidy(paragraphText(paragraph));
    if (text === "") continue;
    const properties = child(paragraph, "pPr");
    const depth = Number(attribute(properties, "lvl") ?? 0) || 0;
    const auto = child(properties, "buAutoNum");
    counts.length = Math.min(counts.length, depth + 1);
    if (auto !== undefined) {
      counts[depth] = (counts[depth] ?? Number(attribute(auto, "startAt") ?? 1) - 1) + 1;
      blocks.push({
        kind: "list-item",
        depth,
        marker: autoNumber(counts[depth] ?? 1, attribute(auto, "type") ?? ""),
        text,
      });
      continue;
    }
    counts.length = depth;
    const bullet = child(properties, "buChar") !== undefined || (bulleted && child(properties, "buNone") === undefined);
    blocks.push(bullet ? { kind: "list-item", depth, marker: "•", text } : { kind: "paragraph", text });
  }
  return blocks;
}

/** "arabicPeriod" → "1.", "alphaLcParenR" → "a)", "romanUcParenBoth" → "(I)". */
function autoNumber(number: number, type: string): string {
  const capital = type.includes("Uc") ? "upper" : "lower";
  const format = type.startsWith("alpha")
    ? `${capital}Letter`
    : type.startsWith("roman")
      ? `${capital}Roman`
      : "decimal";
  const figure = countIn(number, format);
  if (type.endsWith("ParenBoth")) return `(${figure})`;
  return type.endsWith("ParenR") ? `${figure})` : type.endsWith("Plain") ? figure : `${figure}.`;
}

function paragraphText(paragraph: Element): string {
  return elements(paragraph).map(runText).join("");
}

function runText(run: Element): string {
  if (run.name === "br") return "\n";
  if (run.name === "r" || run.name === "fld") return textOf(child(run, "t"));
  if (run.name === "oMath") return ` ${formulaText(run)} `;
  if (run.name === "AlternateContent") return elements(child(run, "Choice")).map(runText).join("");
  return run.name === "m" || run.name === "oMathPara" ? elements(run).map(runText).join("") : "";
}
