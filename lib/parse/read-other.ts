import { FootnoteError } from "../base/errors.ts";
import { type FileKind, fileKinds } from "../base/file-kinds.ts";
import type { OutlineItem, Page } from "../base/types.ts";
import type { FormatRooms } from "./formats/index.ts";
import { markdownBlocks } from "./text/markdown-blocks.ts";
import { readText } from "./text/read-text.ts";

/** What one file holds, all pages at once. */
export interface WholeDocument {
  title: string | null;
  pages: Page[];
  outline: OutlineItem[];
  warnings: string[];
}

/**
 * Reads a file of any kind but PDF. Text and Markdown stay as they are written; of every other kind the pages are made of blocks.
 * @throws FootnoteError `damaged_file`, `password_protected`, `not_supported`, `too_large`
 */
export async function readOther(bytes: Buffer, mediaType: string, rooms: FormatRooms): Promise<WholeDocument> {
  const kind: FileKind = fileKinds.find((entry) => entry.mediaType === mediaType)?.kind ?? "text";
  if (kind !== "text" && kind !== "markdown") {
    // A child that reads text alone, or a PDF, never loads what the other formats take.
    const { outlineOf, placeBlocks, readFormat } = await import("./formats/index.ts");
    const document = await readFormat(bytes, kind, rooms);
    const { title, warnings } = document;
    return {
      title,
      warnings,
      pages: document.pages.map((page, index) => placeBlocks(page, index + 1)),
      outline: outlineOf(document),
    };
  }
  const read = readText(bytes, kind === "markdown");
  if (read === null)
    throw new FootnoteError("damaged_file", "This file holds no plain text.", {
      hint: "Check what kind of file it is, and export it as PDF.",
    });
  if (kind === "text") return read;
  return { ...read, pages: read.pages.map((page) => ({ ...page, blocks: markdownBlocks(page.text) })) };
}
