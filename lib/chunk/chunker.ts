import { createYielder } from "../base/event-loop.ts";
import type { Chunk, Page, Span } from "../base/types.ts";
import type { Tokenizer } from "../embed/types.ts";
import { createHeadingPath, placeHeadings } from "./headings.ts";
import { findRunningLines, type Range } from "./running-lines.ts";
import { createSearchText, type SearchText } from "./search-text.ts";
import { splitLong } from "./split-long.ts";
import { tableHeaders } from "./table-headers.ts";
import type { Chunker } from "./types.ts";
import { mask, pageUnits, type Unit } from "./units.ts";

export interface ChunkerOptions {
  tokenizer: Tokenizer;
  /** Tokens of a chunk at most, special tokens included; never above the tokenizer's own limit. */
  maxTokens?: number;
  /** Tokens at which a chunk is full. */
  targetTokens?: number;
}

/** A unit with what it weighs and the headings above it. */
interface Piece extends Unit {
  tokens: number;
  path: string[];
  /** The header, above it, of the table it stands in. */
  tableHeader: string | null;
}

/**
 * Characters that a token stands for at most, on average. Ordinary text has 3 to 6; a tokenizer may count a "word" of any length
 * as one unknown token, which would make chunks without bound on their length.
 */
const LONGEST_TOKEN = 20;
/** A section of less than this share of the target is joined with the next one. */
const SMALL_SECTION = 0.3;
/** A chunk of less than this share takes one more long sentence, up to the limit. */
const SMALL_CHUNK = 0.6;

/**
 * Cuts documents along headings and sentences, without overlap.
 * The default target of 200 tokens leaves room in MiniLM's window of 256 for the context that is embedded with a chunk.
 */
export function createChunker({
  tokenizer,
  maxTokens = tokenizer.maxTokens,
  targetTokens = 200,
}: ChunkerOptions): Chunker {
  const limit = Math.min(maxTokens, tokenizer.maxTokens);
  const target = Math.min(targetTokens, limit);
  const special = tokenizer.count("");

  return {
    version: `chunk-1-${target}-${limit}`,
    async chunk({ pages, outline }) {
      const yieldToEventLoop = createYielder();
      const removed = findRunningLines(pages);
      await yieldToEventLoop();
      const searchText = createSearchText(pages);
      await yieldToEventLoop();
      const headings = placeHeadings(pages, outline);
      const heads = createHeadingPath();
      const pieces: Piece[] = [];
      for (const page of pages) {
        await yieldToEventLoop();
        const units = pageUnits(page, removed.get(page.number) ?? [], headings.get(page.number) ?? []);
        const tables = tableHeaders(units.map(({ start, end }) => page.text.slice(start, end)));
        const weigh = ({ start, end }: Range) => weight(searchText(page.text.slice(start, end)));
        for (const [at, unit] of units.entries()) {
          await yieldToEventLoop();
          for (const heading of unit.headings) heads.enter(heading);
          const piece = { ...unit, tokens: weigh(unit), path: heads.path(), tableHeader: tables[at] ?? null };
          if (piece.tokens + special <= limit) pieces.push(piece);
          else
            for (const range of await splitLong(page.text, unit, target - special, weigh, yieldToEventLoop))
              pieces.push({ ...piece, ...range });
        }
      }
      const textOf = new Map(pages.map((page) => [page.number, page]));
      const make = (group: Piece[]) => makeChunk(group, textOf, removed, searchText, tokenizer);
      const chunks: Chunk[] = [];
      for (const fill of group(pieces, target - special, limit - special)) {
        await yieldToEventLoop();
        for (const chunk of fitting(fill, make, limit)) chunks.push({ ordinal: chunks.length, ...chunk });
      }
      return chunks;
    },
  };

  /** Tokens of a text without special ones. A text that is longer than any chunk is not counted: it has to be cut anyway. */
  function weight(text: string): number {
    const least = Math.ceil(text.length / LONGEST_TOKEN);
    return least > limit ? least : Math.max(least, tokenizer.count(text) - special);
  }
}

/** Fills chunks one after another. A heading opens a new one, and never stands last in one. */
function group(pieces: Piece[], target: number, limit: number): Piece[][] {
  const groups: Piece[][] = [];
  let open: Piece[] = [];
  let tokens = 0;
  const close = () => {
    let last = open.length;
    while (last > 1 && open[last - 1]?.isHeading === true) last--;
    // A group of headings alone stays one.
    if (open[0]?.isHeading === true && last === 1) last = open.length;
    const kept = open.slice(last);
    if (last > 0) groups.push(open.slice(0, last));
    open = kept;
    tokens = sum(kept);
  };
  for (const piece of pieces) {
    const section = piece.isHeading && open.at(-1)?.isHeading !== true && tokens >= target * SMALL_SECTION;
    const full = tokens + piece.tokens > target && (tokens >= target * SMALL_CHUNK || tokens + piece.tokens > limit);
    if (open.length > 0 && (section || full)) close();
    if (tokens + piece.tokens > limit && open.length > 0) close();
    open.push(piece);
    tokens += piece.tokens;
  }
  if (open.length > 0) groups.push(open);
  return groups;
}

function sum(pieces: Piece[]): number {
  return pieces.reduce((total, piece) => total + piece.tokens, 0);
}

type MakeChunk = (pieces: Piece[]) => Omit<Chunk, "ordinal">;

/** One chunk of these pieces, or halves: a tokenizer may count the whole as a little more than its parts. */
function fitting(pieces: Piece[], make: MakeChunk, limit: number): Omit<Chunk, "ordinal">[] {
  const chunk = make(pieces);
  if (chunk.text === "") return [];
  if (chunk.tokens <= limit || pieces.length === 1) return [chunk];
  const middle = Math.ceil(pieces.length / 2);
  return [...fitting(pieces.slice(0, middle), make, limit), ...fitting(pieces.slice(middle), make, limit)];
}

function makeChunk(
  pieces: Piece[],
  pages: Map<number, Page>,
  removed: Map<number, Range[]>,
  searchText: SearchText,
  tokenizer: Tokenizer,
): Omit<Chunk, "ordinal"> {
  const spans: Span[] = [];
  for (const { page, start, end } of pieces) {
    const last = spans.at(-1);
    if (last?.page === page) last.end = end;
    else spans.push({ page, start, end });
  }
  const texts = spans.map(({ page, start, end }) => {
    const text = pages.get(page)?.text ?? "";
    const inside = (removed.get(page) ?? []).filter((range) => range.start >= start && range.end <= end);
    const shifted = inside.map((range) => ({ start: range.start - start, end: range.end - start }));
    return searchText(mask(text.slice(start, end), shifted));
  });
  const text = texts.filter((part) => part !== "").join("\n");
  const tableHeader = pieces[0]?.tableHeader ?? null;
  return {
    text,
    spans,
    headings: pieces[0]?.path ?? [],
    ...(tableHeader === null ? {} : { tableHeader: searchText(tableHeader) }),
    tokens: tokenizer.count(text),
  };
}
