import type { Archive } from "../archive.ts";
import type { DraftBlock, DraftDocument, DraftPage } from "../draft.ts";
import { tidyCell } from "../draft.ts";
import { damaged, MAX_ROWS, MAX_TEXT, tooManyRows, tooMuchText } from "../failures.ts";
import { readChart } from "../ooxml/chart.ts";
import { coreTitle, mainPart, type OfficePackage, openPackage } from "../ooxml/package.ts";
import { createSheetPages, sheetOutline } from "../sheets/sheet.ts";
import { streamXml } from "../stream-xml.ts";
import { all, attribute, child, descendants, type Element, prefixed, textOf } from "../xml.ts";
import { createRowReader } from "./rows.ts";
import { readNumberFormats } from "./styles.ts";

const WHAT = "This workbook";
/** A workbook: a page a sheet, large ones in parts; dates and numbers as shown, the figures of charts, comments. Macros and formulas aren't run. */
export async function readXlsx(archive: Archive): Promise<DraftDocument> {
  const office = openPackage(archive, WHAT);
  const main = await mainPart(office, "xl/workbook.xml");
  const workbook = await office.xml(main);
  const relations = await office.relations(main);
  const partOf = (kind: string) => [...relations.values()].find(({ type }) => type.endsWith(`/${kind}`))?.target;
  const date1904 = ["1", "true"].includes(attribute(child(workbook, "workbookPr"), "date1904") ?? "");
  const strings = await readStrings(archive, partOf("sharedStrings"));
  const show = readNumberFormats(await office.optional(partOf("styles")), date1904);
  const pages: DraftPage[] = [];
  const warnings: string[] = [];
  let rows = 0;
  let length = 0;
  for (const sheet of all(child(workbook, "sheets"), "sheet")) {
    const name = attribute(sheet, "name") ?? "Sheet";
    const part = relations.get(prefixed(sheet, "id") ?? "")?.target;
    if (part === undefined || !archive.has(part)) {
      warnings.push(`The sheet “${name}” could not be read.`);
      continue;
    }
    const hidden = (attribute(sheet, "state") ?? "visible") !== "visible";
    const sheetPages = createSheetPages(hidden ? `${name} (hidden)` : name);
    const readRow = createRowReader(strings, show);
    await streamXml(archive, part, ["row"], WHAT, (element) => {
      const row = readRow(element);
      if (row.cells.length === 0) return;
      if (++rows > MAX_ROWS) throw tooManyRows(WHAT);
      length += row.cells.reduce((sum, { text }) => sum + text.length, 0);
      if (length > MAX_TEXT) throw tooMuchText(WHAT);
      sheetPages.add(row);
    });
    pages.push(...sheetPages.end(await besideTheCells(office, part)));
  }
  if (pages.length === 0) throw damaged(WHAT);
  return { title: await coreTitle(office), pages, warnings, outline: sheetOutline(pages) };
}

async function readStrings(archive: Archive, part: string | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (part === undefined || !archive.has(part)) return strings;
  let length = 0;
  await streamXml(archive, part, ["si"], WHAT, (element) => {
    const text = richText(element);
    length += text.length;
    if (length > MAX_TEXT) throw tooMuchText(WHAT);
    strings.push(text);
  });
  return strings;
}

/** A string and its runs; how it is pronounced is left out. */
export function richText(element: Element): string {
  const parts = [...all(element, "t"), ...all(element, "r").flatMap((run) => all(run, "t"))];
  return tidyCell(parts.map(textOf).join(""));
}

/** Charts' figures, text boxes and comments of a sheet. */
async function besideTheCells(office: OfficePackage, sheet: string): Promise<DraftBlock[]> {
  const blocks: DraftBlock[] = [];
  for (const part of await office.related(sheet, "drawing")) {
    const drawing = await office.optional(part);
    for (const shape of descendants(drawing ?? undefined, "txBody")) {
      const text = tidyCell(descendants(shape, "t").map(textOf).join(" "));
      if (text !== "") blocks.push({ kind: "paragraph", text });
    }
    for (const chart of await office.related(part, "chart")) {
      const root = await office.optional(chart);
      if (root !== null) blocks.push(...readChart(root));
    }
  }
  for (const part of await office.related(sheet, "comments"))
    for (const comment of descendants((await office.optional(part)) ?? undefined, "comment")) {
      const text = richText(child(comment, "text") ?? comment);
      if (text !== "")
        blocks.push({ kind: "note", text: `Comment on ${attribute(comment, "ref") ?? "a cell"}: ${text}` });
    }
  return blocks;
}
