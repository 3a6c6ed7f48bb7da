import type { OutlineItem, Page } from "../../base/types.ts";
import { decodeBytes } from "./encoding.ts";

/** Characters of a "page" of a text file, roughly. */
const PAGE_LENGTH = 3000;

/** A text file cut into pages, with the headings of Markdown as its outline. */
export interface TextDocument {
  title: string | null;
  pages: Page[];
  outline: OutlineItem[];
  warnings: string[];
}

/** Bytes → text in whatever encoding they are; null when it is no text. */
export function decodeText(bytes: Uint8Array): { text: string; warnings: string[] } | null {
  const { text, warnings } = decodeBytes(bytes);
  const probe = text.slice(0, 65_536);
  const controls = probe.match(/[^\P{Cc}\s]/gu)?.length ?? 0;
  if (controls > probe.length / 200) return null;
  const clean = text
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\t\n\f]/gu, " ");
  return { text: clean.replace(/\p{Surrogate}/gu, "\ufffd"), warnings };
}

/** Characters of a page of a file that has form feeds, at most: more than any page of print. */
const LONGEST_PAGE = 12_000;

/**
 * Cuts a text at form feeds or, without any, at paragraph borders about every 3,000 characters; no character is lost. What
 * stands between two form feeds is cut too where it is longer than a page of print.
 */
export function splitPages(text: string): string[] {
  if (!text.includes("\f")) return cutPages(text, PAGE_LENGTH * 1.3);
  return text
    .split("\f")
    .filter((page, index) => index === 0 || page.trim() !== "")
    .flatMap((page) => cutPages(page, LONGEST_PAGE));
}

/** A text as it is when it has at most `longest` characters, else in pages of about `PAGE_LENGTH`. */
function cutPages(text: string, longest: number): string[] {
  if (text.length <= longest) return [text];
  const pages: string[] = [];
  let start = 0;
  while (text.length - start > PAGE_LENGTH * 1.3) {
    const end = cutAt(text, start);
    pages.push(text.slice(start, end));
    start = end;
  }
  pages.push(text.slice(start));
  return pages;
}

/** The best place to end a page: before a heading, after a paragraph, after a line, after a word, or anywhere. */
function cutAt(text: string, start: number): number {
  const from = start + Math.floor(PAGE_LENGTH * 0.7);
  const window = text.slice(from, start + Math.floor(PAGE_LENGTH * 1.3));
  const paragraphs = paragraphEnds(window);
  const before = [
    paragraphs.filter((end) => /^#{1,6} /.test(window.slice(end, end + 7))),
    paragraphs,
    borders(window, /\n/g),
    borders(window, /\s/g),
  ].find((ends) => ends.length > 0);
  if (before !== undefined) {
    const middle = Math.floor(PAGE_LENGTH * 0.3);
    return from + before.reduce((best, end) => (Math.abs(end - middle) < Math.abs(best - middle) ? end : best));
  }
  const end = start + PAGE_LENGTH;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff ? end + 1 : end;
}

function borders(text: string, border: RegExp): number[] {
  return [...text.matchAll(border)].map((match) => match.index + match[0].length);
}

/** Ends of runs of white space with two line ends in them, each after its last line end. */
function paragraphEnds(text: string): number[] {
  return [...text.matchAll(/\s+/g)].flatMap((run) => {
    const last = run[0].lastIndexOf("\n");
    return last > run[0].indexOf("\n") ? [run.index + last + 1] : [];
  });
}

/** Headings of Markdown (`# …` and underlined ones), code fences left out. */
export function markdownOutline(pages: Page[]): OutlineItem[] {
  const outline: OutlineItem[] = [];
  let fenced = false;
  for (const page of pages) {
    const lines = page.text.split("\n");
    lines.forEach((line, index) => {
      if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
      if (fenced) return;
      const hashes = /^ {0,3}(#{1,6})\s/.exec(line)?.[1];
      const title = hashes === undefined ? "" : withoutClosingHashes(line.trim().slice(hashes.length).trim());
      if (hashes !== undefined && title !== "") {
        outline.push({ title, page: page.number, level: hashes.length - 1 });
        return;
      }
      const underline = /^(=+|-+)\s*$/.exec(lines[index + 1] ?? "");
      if (underline?.[1] !== undefined && underline[1].length > 2 && /\S/.test(line) && !/^[\s>*|-]/.test(line))
        outline.push({ title: line.trim(), page: page.number, level: underline[1].startsWith("=") ? 0 : 1 });
    });
  }
  return outline;
}

/** "Title ##" is "Title": a heading may be closed by the marks that opened it. */
function withoutClosingHashes(title: string): string {
  let end = title.length;
  while (end > 1 && title.charAt(end - 1) === "#") end--;
  return title.slice(0, end).trimEnd();
}

/** Reads a plain text or Markdown file; null when the bytes are no text. */
export function readText(bytes: Uint8Array, markdown: boolean): TextDocument | null {
  const decoded = decodeText(bytes);
  if (decoded === null) return null;
  const pages = splitPages(decoded.text).map((text, index) => ({ number: index + 1, text }));
  const outline = markdown ? markdownOutline(pages) : [];
  const title = outline.find((item) => item.level === 0)?.title ?? null;
  return { title, pages, outline, warnings: decoded.warnings };
}
