/**
 * The parser's child process: reads the files that it is given, one after another. It may spin, crash or eat memory on a
 * hostile file; the parent (pdf-parser.ts) watches it and kills it.
 */
import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { type ErrorCode, FootnoteError } from "../base/errors.ts";
import type { DraftPage } from "./formats/index.ts";
import type { ParseMessage, ParseRequest } from "./protocol.ts";
import { readOther } from "./read-other.ts";
import { openPdf } from "./read-pdf.ts";
import { openForReading, warmReaders } from "./two-readers.ts";

/** Ends the process when the parent is gone, also while the main thread spins in a malformed file. */
const WATCHDOG = `const parent = process.ppid;
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 1000);`;

/** One empty page: reading it loads pdf.js's worker code and warms it up. */
const BLANK = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
trailer<</Root 1 0 R>>`;

function send(message: ParseMessage): void {
  process.send?.(message);
}

function fail(code: ErrorCode, message: string, hint: string): void {
  send({ type: "failed", code, message, hint });
}

async function parse(request: ParseRequest): Promise<void> {
  const bytes = await readFile(request.path);
  if (request.mediaType === "application/pdf") await parsePdf(bytes, request);
  else await parseOther(bytes, request.mediaType);
}

async function parseOther(bytes: Buffer, mediaType: string): Promise<void> {
  const { pages, ...rest } = await readOther(bytes, mediaType, { readPdf: pdfInside });
  send({ type: "opened", pagesTotal: pages.length, ...rest });
  for (const { number, text, ...more } of pages) send({ type: "page", page: number, text, more });
  send({ type: "done" });
}

/** The pages of a PDF that is attached to a mail or stands in an archive. */
async function pdfInside(bytes: Buffer): Promise<DraftPage[]> {
  const pdf = await openPdf(new Uint8Array(bytes)).catch(() => null);
  if (pdf === null)
    throw new FootnoteError("damaged_file", "this PDF is damaged, or asks for a password.", {
      hint: "Add it by itself.",
    });
  const pages: DraftPage[] = [];
  for (let number = 1; number <= pdf.pagesTotal; number++) {
    const text = await pdf.pageText(number).catch(() => "");
    pages.push({ label: `page ${number}`, blocks: text.trim() === "" ? [] : [{ kind: "paragraph", text }] });
  }
  await pdf.close();
  return pages;
}

async function parsePdf(bytes: Uint8Array, { fromPage, reader }: ParseRequest): Promise<void> {
  // pdf.js takes the bytes over, so look at the head first.
  const head = Buffer.from(bytes.subarray(0, 1024)).toString("latin1");
  const pdf = await openForReading(bytes, reader);
  if (pdf instanceof Error) {
    failToOpen(pdf, head);
    return;
  }
  const { pagesTotal, title, outline, warnings } = pdf;
  send({ type: "opened", pagesTotal, title, outline, warnings });
  for (let page = fromPage; page <= pagesTotal; page++) {
    send({ type: "start", page });
    const read = await pdf.readPage(page);
    if (read === null) {
      send({ type: "page", page, text: null });
      continue;
    }
    const { text, ...more } = read.page;
    send({ type: "page", page, text, more });
    // Sent after the page: should the second reader hang on it, what the first has read is there.
    const differences = await read.differences();
    if (differences === null) send({ type: "page", page, text: null });
    else if (differences.length > 0) send({ type: "differs", page, warnings: differences });
  }
  send({ type: "done" });
}

function failToOpen(error: unknown, head: string): void {
  if (error instanceof Error && error.name === "PasswordException") {
    fail("password_protected", "This PDF asks for a password.", "Save a copy without a password, then add that one.");
  } else if (head.includes("%PDF")) {
    fail(
      "damaged_file",
      "This PDF is damaged or cut short.",
      "Open it in a PDF reader and save it anew, or get it again.",
    );
  } else {
    fail("damaged_file", "This file is not a PDF.", "Check what kind of file it is, and export it as PDF.");
  }
}

process.on("disconnect", () => process.exit(0));
process.on("message", (request: ParseRequest) => {
  parse(request).catch((error: unknown) => {
    if (error instanceof FootnoteError) return fail(error.code, error.message, error.hint ?? "Try again.");
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (missing) fail("damaged_file", "The file is not there any more.", "Add it again.");
    else
      fail("parse_crashed", "The parser failed on this file.", "Open it in the program that made it and save it anew.");
  });
});

new Worker(WATCHDOG, { eval: true }).unref();
warmReaders(new TextEncoder().encode(BLANK)).finally(() => send({ type: "ready" }));
