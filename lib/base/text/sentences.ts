import { sentenceEnds } from "./sentence-ends.ts";

/** A run of characters, `end` exclusive. */
export interface TextRange {
  start: number;
  end: number;
}

interface Line extends TextRange {
  text: string;
}

const BULLET = /^\s*(?:[•‣▪●○■□–—*·➢✓]|-\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)/;
/** A line of a form begins with a label: "Aircraft Damage: Destroyed". */
const FORM_FIELD = /^\s*\p{Lu}[\p{L}\p{N} ()/&'’.-]{1,40}:(?:\s|$)/u;
const ENDS_SENTENCE = /[.!?:;。!?][”"'’)\]]*\s*$/;

/**
 * Sentences of one page's text, in order, with offsets into it; white space at either end left out. Lines of a
 * paragraph are joined; bullets, headings without a period and rows of tables are units of their own.
 */
export function splitSentences(text: string): TextRange[] {
  const found: TextRange[] = [];
  for (const block of splitBlocks(text)) {
    let start = block.start;
    for (const end of sentenceEnds(text, block.start, block.end)) {
      push(found, text, start, end);
      start = end;
    }
    push(found, text, start, block.end);
  }
  return found;
}

function push(found: TextRange[], text: string, from: number, to: number): void {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text.charAt(start))) start++;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  if (end > start) found.push({ start, end });
}

/** Runs of lines that belong together: paragraphs, single headings, bullets and table rows. */
function splitBlocks(text: string): TextRange[] {
  const lines = splitLines(text);
  const width = typicalWidth(lines);
  const blocks: TextRange[] = [];
  let open: TextRange | null = null;
  lines.forEach((line, index) => {
    const previous = lines[index - 1];
    if (line.text.trim() === "") {
      open = null;
    } else if (open === null || previous === undefined || breaksBefore(previous, line, width)) {
      open = { start: line.start, end: line.end };
      blocks.push(open);
    } else {
      open.end = line.end;
    }
  });
  return blocks;
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const part of text.split("\n")) {
    lines.push({ start, end: start + part.length, text: part });
    start += part.length + 1;
  }
  return lines;
}

/** The length that full lines of this page have: the 80th percentile of its lines, at least 30 characters. */
function typicalWidth(lines: Line[]): number {
  const lengths = lines.map((line) => line.text.trim().length).filter((length) => length > 0);
  lengths.sort((a, b) => a - b);
  return Math.max(30, lengths[Math.floor(lengths.length * 0.8)] ?? 0);
}

function breaksBefore(previous: Line, line: Line, width: number): boolean {
  if (BULLET.test(line.text)) return true;
  if (isCode(previous.text) || isCode(line.text) || FORM_FIELD.test(line.text)) return true;
  if (isTableRow(previous.text) || isTableRow(line.text)) return true;
  if (/[-‐]\s*$/.test(previous.text)) return false;
  const next = line.text.trim();
  const startsNew = /^["“'([]*[\p{Lu}\p{N}_#$]/u.test(next);
  if (!startsNew) return false;
  const last = previous.text.trim();
  // A full line that runs on into a capital ("… filed with the\nSecurities and Exchange Commission") goes on.
  const short = last.length < width * 0.66;
  if (ENDS_SENTENCE.test(last)) return short;
  // A line that stops at "the" or a comma has not ended, however short it is.
  if (/(?:,|&|\b(?:and|or|the|a|an|of|in|on|to|for|with|by|from|at|as|that|our|its|their))$/i.test(last)) return false;
  return short;
}

/** A line that is one long identifier ("_2d4c99d0-e54d-11ec-aa3d-8c952683ea00", "PLACEHOLDER_25"): nobody's sentence. */
function isCode(line: string): boolean {
  const text = line.trim();
  return text.length >= 10 && !/\s/.test(text) && /[_\d]/.test(text) && /^[\w-]+$/.test(text);
}

/** Lines of a table of contents: a title, dots, a page number. They name things and state nothing. */
export function isContentsLine(text: string): boolean {
  return /(?:\.\s?){5,}/.test(text);
}

/** A row of a table: cells parted by tabs, or figures that make up a good part of the line. */
export function isTableRow(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed === "") return false;
  const tabs = trimmed.split("\t").length - 1;
  const cells = trimmed.split(/\s+/);
  const figures = cells.filter((cell) => /^[($€£#-]*\d[\d,.]*[)%*BMKx]*$|^[-–—]$/.test(cell)).length;
  if (tabs >= 1 && figures >= 1) return true;
  return figures >= 2 && figures / cells.length >= 0.34;
}
