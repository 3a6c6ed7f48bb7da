import { FootnoteError } from "../base/errors.ts";
import type { OutlineItem, Page, PageWarning, ParsedDocument } from "../base/types.ts";
import { type ChildEnd, type ParserChild, startChild } from "./child-process.ts";
import { findHeadings } from "./headings.ts";
import type { PdfReader, ReadPage } from "./protocol.ts";
import type { ParseLimits, ParseOptions, Parser } from "./types.ts";

export interface PdfParserOptions {
  /** The bundled program of `child.ts`. */
  childPath: string;
  limits: ParseLimits;
  /** Who reads PDFs; default `pdfium`. */
  reader?: PdfReader;
}

/** A parser that can have a child waiting, so that the next file pays no start-up. */
export interface PdfParser extends Parser {
  /** Starts the spare child if there is none; call it when idle. Resolves when it has loaded. */
  warm(): Promise<void>;
}

/** A page on which the child hangs or ends is left out and the rest read by a new child, at most this often. */
const MAX_RESTARTS = 3;
/** Text files that one child reads. */
const FILES_A_CHILD = 500;
/** A document that large is refused rather than kept in memory: characters of all pages. */
const MAX_CHARACTERS = 200_000_000;

/** What has come from the children of one file so far. */
interface Progress {
  opened: { pagesTotal: number; title: string | null; outline: OutlineItem[]; warnings: string[] } | null;
  pages: Map<number, ReadPage | null>;
  /** The page being read. */
  current: number;
  /** The page that the next child begins with. */
  next: number;
  reader: PdfReader;
  /** Since when, ms. */
  since: number;
  failure: FootnoteError | null;
}

/**
 * Parses files in child processes: each PDF, office file or mail in one of its own, text files one after another in one
 * that is kept, since starting one takes longer (0.25 s) than reading a hundred notes. Limits hold for each file.
 */
export function createPdfParser({ childPath, limits, reader = "pdfium" }: PdfParserOptions): PdfParser {
  /** Has read nothing yet. */
  let spare: ParserChild | null = null;
  /** Has read text files, all to their end. */
  let used: ParserChild | null = null;
  let disposed = false;
  const running = new Set<ParserChild>();
  const heapMb = Math.max(64, Math.floor(limits.memoryBytes / 1_048_576));

  const take = (isText: boolean): ParserChild => {
    const kept = isText ? used : null;
    if (kept !== null) used = null;
    if (kept?.alive === true) return kept;
    const child = spare?.alive === true ? spare : startChild(childPath, heapMb);
    spare = null;
    return child;
  };

  /** Keeps a child that read a text file to its end for the next one, unless it is worn. */
  async function giveBack(child: ParserChild): Promise<void> {
    const worn = child.files >= FILES_A_CHILD || (await child.residentBytes()) > limits.memoryBytes / 2;
    if (worn || used !== null || disposed || !child.alive) child.kill();
    else used = child;
  }

  async function readOnce(
    path: string,
    mediaType: string,
    progress: Progress,
    deadline: number,
    options: ParseOptions,
  ): Promise<{ end: ChildEnd; hadOthers: boolean }> {
    const isText = mediaType.startsWith("text/");
    const child = take(isText);
    const hadOthers = child.files > 0;
    running.add(child);
    const { signal, onProgress } = options;
    progress.since = Date.now();
    // One page may take a good part of the time, not all of it: then the other pages can still be read.
    const pageLimit = Math.max(1000, limits.timeoutMs / 3);
    const fromPage = progress.next;
    let end: ChildEnd = "crash";
    try {
      end = await child.run(
        { type: "parse", path, mediaType, fromPage, reader: progress.reader },
        (message) => {
          if (message.type === "opened") progress.opened ??= message;
          if (message.type === "start") Object.assign(progress, { current: message.page, since: Date.now() });
          if (message.type === "failed")
            progress.failure = new FootnoteError(message.code, message.message, { hint: message.hint });
          if (message.type === "differs") addWarnings(progress.pages.get(message.page), message.warnings);
          if (message.type !== "page") return;
          progress.pages.set(message.page, message.text === null ? null : { ...message.more, text: message.text });
          progress.since = Date.now();
          onProgress?.(progress.pages.size, progress.opened?.pagesTotal ?? 0);
        },
        (bytes) => {
          if (bytes > limits.memoryBytes) return "memory";
          const now = Date.now();
          return now > deadline || (progress.current > 0 && now - progress.since > pageLimit) ? "timeout" : null;
        },
        signal,
      );
      return { end, hadOthers };
    } finally {
      running.delete(child);
      if (end === "done" && isText && progress.failure === null) await giveBack(child);
      else child.kill();
    }
  }

  return {
    async parse(path, mediaType, options = {}) {
      const deadline = Date.now() + limits.timeoutMs;
      const progress = begin(reader);
      for (let restarts = 0; ; restarts++) {
        const { end, hadOthers } = await readOnce(path, mediaType, progress, deadline, options);
        if (progress.failure !== null) throw progress.failure;
        // What ended a child that had read others may be theirs: this file is judged by a child of its own.
        if (hadOthers && (end === "crash" || end === "memory")) {
          Object.assign(progress, begin(reader));
          continue;
        }
        if (end === "done") return assemble(progress, mediaType);
        if (end === "abort") throw new FootnoteError("cancelled", "Reading this file was cancelled.");
        const rest = progress.opened !== null && progress.current > 0 && progress.opened.pagesTotal > 1;
        if (!rest || restarts >= MAX_RESTARTS || Date.now() > deadline) throw ended(end, limits);
        goOn(progress);
        if (progress.next > (progress.opened?.pagesTotal ?? 0)) return assemble(progress, mediaType);
      }
    },
    async warm() {
      if (spare?.alive !== true) spare = startChild(childPath, heapMb);
      await spare.ready;
    },
    async dispose() {
      disposed = true;
      spare?.kill();
      used?.kill();
      spare = null;
      used = null;
      for (const child of running) child.kill();
    },
  };
}

function begin(reader: PdfReader): Progress {
  return { opened: null, pages: new Map(), current: 0, next: 1, reader, since: Date.now(), failure: null };
}

/** After a child has ended on a page: pdf-parse tries that page and the rest; where it was the one, the page is left out. */
function goOn(progress: Progress): void {
  const { current, pages, reader } = progress;
  const isRead = pages.has(current);
  if (!isRead && reader === "pdf-parse") pages.set(current, null);
  progress.next = isRead || reader === "pdf-parse" ? current + 1 : current;
  progress.reader = "pdf-parse";
}

function ended(end: ChildEnd, limits: ParseLimits): FootnoteError {
  const hint = "Open it in the program that made it and save it anew, or split it into smaller files.";
  if (end === "timeout")
    return new FootnoteError(
      "parse_timeout",
      `Reading this file took longer than ${Math.round(limits.timeoutMs / 1000)} s.`,
      { hint },
    );
  if (end === "memory")
    return new FootnoteError(
      "parse_memory",
      `Reading this file took more than ${Math.round(limits.memoryBytes / 1_048_576)} MB of memory.`,
      { hint },
    );
  return new FootnoteError("parse_crashed", "The parser ended unexpectedly while reading this file.", { hint });
}

/** Pages → document, or the error that says why there is nothing to search. */
function assemble(progress: Progress, mediaType: string): ParsedDocument {
  const { opened } = progress;
  if (opened === null || opened.pagesTotal === 0)
    throw new FootnoteError("no_pages", "This file has no pages.", {
      hint: "Open it in the program that made it and check what it holds.",
    });
  const pages: Page[] = [];
  const unreadablePages: number[] = [];
  let characters = 0;
  for (let number = 1; number <= opened.pagesTotal; number++) {
    const read = progress.pages.get(number) ?? null;
    if (read === null) unreadablePages.push(number);
    characters += read?.text.length ?? 0;
    pages.push({ text: "", ...read, number });
  }
  if (unreadablePages.length === pages.length)
    throw new FootnoteError("damaged_file", `None of the ${count(pages.length, "page")} of this file could be read.`, {
      hint: "Open it in a PDF reader and save it anew, or get it again.",
    });
  if (characters > MAX_CHARACTERS)
    throw new FootnoteError("too_large", "This file holds more text than Footnote takes in one document.", {
      hint: "Split it into smaller files.",
    });
  const textPages = pages.filter((page) => /[\p{L}\p{N}]/u.test(page.text)).length;
  if (textPages === 0 && mediaType !== "application/pdf")
    throw new FootnoteError("no_text", "This file is blank: there are no words in it.", {
      hint: "Check that it is the right file, then add it again with its text.",
    });
  if (textPages === 0)
    throw new FootnoteError("no_text", "This file has pages but no text on them: it looks scanned.", {
      hint: "Run it through text recognition (OCR) first, then add the result.",
    });
  const warnings = [...opened.warnings];
  if (unreadablePages.length > 0) warnings.push(`${list(unreadablePages)} could not be read.`);
  const empty = pages.length - textPages - unreadablePages.length;
  if (empty > 0 && mediaType === "application/pdf")
    warnings.push(`${count(empty, "page")} without text (empty, or a picture).`);
  if (mediaType === "application/pdf") warnings.push(...pageWarnings(pages));
  const outline = opened.outline.length === 0 && mediaType === "application/pdf" ? findHeadings(pages) : opened.outline;
  return { title: opened.title, pages, outline, unreadablePages, warnings };
}

function addWarnings(page: ReadPage | null | undefined, warnings: readonly PageWarning[]): void {
  if (page) page.warnings = [...(page.warnings ?? []), ...warnings];
}

/** Pages whose warnings the document's list repeats. */
const WARNED_PAGES = 10;

/** What is said of single pages, for the list of the document. */
function pageWarnings(pages: readonly Page[]): string[] {
  const warned = pages.flatMap(({ number, warnings = [] }) => warnings.map(({ text }) => `Page ${number}: ${text}`));
  const more = warned.length - WARNED_PAGES;
  return more > 0 ? [...warned.slice(0, WARNED_PAGES), `${count(more, "more warning")} about single pages.`] : warned;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** "Page 7", "Pages 7, 9 and 12", with the tail counted when there are many. */
function list(pages: number[]): string {
  if (pages.length === 1) return `Page ${pages[0]}`;
  if (pages.length > 20) return `Pages ${pages.slice(0, 20).join(", ")} and ${pages.length - 20} more`;
  return `Pages ${pages.slice(0, -1).join(", ")} and ${pages.at(-1)}`;
}
