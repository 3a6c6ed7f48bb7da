import { posix } from "node:path";
import { decodeXml } from "../text/encoding.ts";
import type { Archive } from "./archive.ts";
import { cutMarked } from "./cut-pages.ts";
import { type DraftDocument, type DraftPage, lengthOf, tidyCell } from "./draft.ts";
import { damaged, MAX_TEXT, notRead, tooMuchText } from "./failures.ts";
import { htmlBlocks, parseHtml, titleOf } from "./html/index.ts";
import { all, attribute, child, descendants, parseXml, textOf } from "./xml.ts";

const WHAT = "This book";

/** A book (EPUB): its chapters in reading order, a page each, and long ones in parts under the same title. */
export async function readEpub(archive: Archive): Promise<DraftDocument> {
  const container = parseXml(await archive.bytes("META-INF/container.xml"), WHAT);
  const path = attribute(descendants(container, "rootfile")[0], "full-path");
  if (path === undefined) throw damaged(WHAT);
  const book = parseXml(await archive.bytes(path), WHAT);
  const resolve = (href: string) => posix.normalize(posix.join(posix.dirname(path), decodeHref(href)));
  const parts = new Map(
    all(child(book, "manifest"), "item").map((item) => [
      attribute(item, "id") ?? "",
      resolve(attribute(item, "href") ?? ""),
    ]),
  );
  const locked = await lockedParts(archive);
  const pages: DraftPage[] = [];
  const warnings: string[] = [];
  let length = 0;
  for (const reference of all(child(book, "spine"), "itemref")) {
    const part = parts.get(attribute(reference, "idref") ?? "");
    if (part === undefined) continue;
    if (locked.has(part))
      throw notRead("This book is locked by its seller (DRM).", "Add a copy that isn't locked, as PDF or EPUB.");
    if (!archive.has(part)) {
      warnings.push(`A chapter (${posix.basename(part)}) is missing.`);
      continue;
    }
    const html = decodeXml(await archive.bytes(part));
    const blocks = htmlBlocks(parseHtml(html));
    if (blocks.length === 0) continue;
    length += blocks.reduce((sum, block) => sum + lengthOf(block), 0);
    if (length > MAX_TEXT) throw tooMuchText(WHAT);
    const heading = blocks.find((block) => block.kind === "heading");
    const title = heading !== undefined && "text" in heading ? heading.text : titleOf(html);
    pages.push(...cutMarked([blocks], title));
  }
  const title = tidyCell(textOf(descendants(child(book, "metadata"), "title")[0]));
  return { title: title || null, pages, warnings };
}

function decodeHref(href: string): string {
  try {
    return decodeURIComponent(href.split("#")[0] ?? "");
  } catch {
    return href;
  }
}

/** Parts that are encrypted; fonts that are only obscured are not chapters. */
async function lockedParts(archive: Archive): Promise<Set<string>> {
  if (!archive.has("META-INF/encryption.xml")) return new Set();
  const root = parseXml(await archive.bytes("META-INF/encryption.xml"), WHAT);
  return new Set(
    descendants(root, "CipherReference").map((reference) => decodeHref(attribute(reference, "URI") ?? "")),
  );
}
