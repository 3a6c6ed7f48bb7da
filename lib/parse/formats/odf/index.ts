import type { Archive } from "../archive.ts";
import { cutMarked, cutPages } from "../cut-pages.ts";
import type { DraftBlock, DraftDocument, DraftPage } from "../draft.ts";
import { lengthOf, tidyCell } from "../draft.ts";
import { damaged, MAX_TEXT, passwordProtected, tooMuchText } from "../failures.ts";
import { streamXml } from "../stream-xml.ts";
import { attribute, child, descendants, type Element, elements, parseXml, textOf } from "../xml.ts";
import { type ListStyles, readListStyle } from "./lists.ts";
import { readOds } from "./sheets.ts";
import { createTextReader } from "./text.ts";

/** Documents of LibreOffice and others: text, presentations (a page a slide), sheets (a page a sheet). */
export async function readOdf(archive: Archive, kind: "odt" | "ods" | "odp"): Promise<DraftDocument> {
  const what = { odt: "This document", ods: "This sheet", odp: "This presentation" }[kind];
  if (archive.has("META-INF/manifest.xml")) {
    const manifest = (await archive.bytes("META-INF/manifest.xml")).toString("utf8");
    if (/encryption-data/.test(manifest)) throw passwordProtected(what);
  }
  const lists = await readListStyles(archive, what);
  const title = await readTitle(archive, what);
  if (kind === "ods") return { title, ...(await readOds(archive, lists, what)) };
  const pages = kind === "odt" ? await readText(archive, lists, what) : await readSlides(archive, lists, what);
  return { title, pages, warnings: [] };
}

async function readText(archive: Archive, lists: ListStyles, what: string): Promise<DraftPage[]> {
  const pages: DraftBlock[][] = [[]];
  let length = 0;
  const text = createTextReader(
    lists,
    (block) => {
      pages.at(-1)?.push(block);
      length += lengthOf(block);
      if (length > MAX_TEXT) throw tooMuchText(what);
    },
    () => pages.push([]),
  );
  const names = ["p", "h", "list", "table", "tracked-changes", "forms", "automatic-styles"];
  await streamXml(archive, "content.xml", names, what, (element) => {
    if (element.name !== "automatic-styles") text.read(element);
  });
  return pages.length > 1 ? cutMarked(pages, null) : cutPages(pages[0] ?? [], null);
}

async function readSlides(archive: Archive, lists: ListStyles, what: string): Promise<DraftPage[]> {
  const pages: DraftPage[] = [];
  await streamXml(archive, "content.xml", ["page"], what, (page) => {
    const titles: DraftBlock[] = [];
    const blocks: DraftBlock[] = [];
    for (const shape of elements(page)) {
      const isNotes = shape.name === "notes";
      const isTitle = attribute(shape, "class") === "title";
      const reader = createTextReader(lists, (block) => {
        if (isTitle && "text" in block) titles.push({ kind: "heading", level: 0, text: tidyCell(block.text) });
        else if (isNotes && "text" in block) blocks.push({ kind: "note", text: `Notes: ${block.text}` });
        else blocks.push(block);
      });
      if (shape.name !== "forms") reader.read(isNotes ? withoutThumbnail(shape) : shape);
    }
    pages.push({ label: `Slide ${pages.length + 1}`, blocks: [...titles, ...blocks] });
  });
  if (pages.length === 0) throw damaged(what);
  return pages;
}

function withoutThumbnail(notes: Element): Element {
  const running = new Set(["header", "footer", "date-time", "page-number"]);
  return {
    ...notes,
    children: elements(notes).filter(
      (shape) => !running.has(attribute(shape, "class") ?? "") && shape.name !== "page-thumbnail",
    ),
  };
}

async function readListStyles(archive: Archive, what: string): Promise<ListStyles> {
  const styles: ListStyles = new Map();
  for (const part of ["styles.xml", "content.xml"])
    if (archive.has(part))
      await streamXml(archive, part, ["list-style"], what, (style) => styles.set(...readListStyle(style)));
  return styles;
}

async function readTitle(archive: Archive, what: string): Promise<string | null> {
  if (!archive.has("meta.xml")) return null;
  const root = parseXml(await archive.bytes("meta.xml"), what);
  const title = tidyCell(textOf(child(descendants(root, "meta")[0], "title")));
  return /\p{L}{2}/u.test(title) ? title.slice(0, 300) : null;
}
