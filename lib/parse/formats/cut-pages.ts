import { type DraftBlock, type DraftPage, lengthOf } from "./draft.ts";

/** Characters of a "page" of a text that has none of its own, roughly: what a page of print holds. */
const PAGE_LENGTH = 3000;
/** A page that a file marks itself may hold more; above this it is cut all the same. */
const LONGEST_PAGE = 12_000;

/**
 * Cuts blocks that run on into pages: before a heading, or else between two blocks, when a page is full. A table longer than a
 * page is cut between rows, and its head stands above each part.
 * @param label for each page; null: its number alone
 * @param longest pages up to this are left whole
 */
export function cutPages(blocks: DraftBlock[], label: string | null, longest = PAGE_LENGTH * 1.3): DraftPage[] {
  const pages: DraftPage[] = [];
  let open: DraftBlock[] = [];
  let length = 0;
  const close = () => {
    // A heading does not stand last on a page.
    const kept = open.length > 1 && open.at(-1)?.kind === "heading" ? open.splice(-1) : [];
    if (open.length > 0) pages.push({ label, blocks: open });
    open = kept;
    length = kept.reduce((sum, block) => sum + lengthOf(block), 0);
  };
  const whole = blocks.reduce((sum, block) => sum + lengthOf(block), 0) <= longest;
  for (const block of whole ? blocks : blocks.flatMap(parts)) {
    const heading = block.kind === "heading" && length > PAGE_LENGTH * 0.7;
    if (!whole && (heading || (length > 0 && length + lengthOf(block) > PAGE_LENGTH * 1.3))) close();
    open.push(block);
    length += lengthOf(block);
  }
  if (open.length > 0) pages.push({ label, blocks: open });
  return pages;
}

/** Pages that a file marks itself, each cut further only where it is longer than a page of print. */
export function cutMarked(pages: DraftBlock[][], label: string | null): DraftPage[] {
  return pages.flatMap((blocks) => (blocks.length === 0 ? [{ label, blocks }] : cutPages(blocks, label, LONGEST_PAGE)));
}

/** A block in pieces of at most a page. */
function parts(block: DraftBlock): DraftBlock[] {
  if (lengthOf(block) <= PAGE_LENGTH * 1.3) return [block];
  if (block.kind !== "table") return textParts(block.text).map((text) => ({ ...block, text }));
  const head = block.rows.slice(0, block.headRows);
  const tables: DraftBlock[] = [];
  let rows: string[][] = [...head];
  let length = 0;
  for (const row of block.rows.slice(block.headRows)) {
    const size = row.reduce((sum, cell) => sum + cell.length + 1, 0);
    if (length > 0 && length + size > PAGE_LENGTH) {
      tables.push({ kind: "table", headRows: block.headRows, rows });
      rows = [...head];
      length = 0;
    }
    rows.push(row);
    length += size;
  }
  return [...tables, { kind: "table", headRows: block.headRows, rows }];
}

/** A very long text, cut after a line, a word, or anywhere. */
function textParts(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  while (text.length - start > PAGE_LENGTH * 1.3) {
    const from = start + PAGE_LENGTH;
    const window = text.slice(from, from + 900);
    const border = [window.indexOf("\n"), window.search(/\s/)].find((at) => at >= 0) ?? 0;
    let end = from + border;
    const code = text.charCodeAt(end);
    if (code >= 0xdc00 && code <= 0xdfff) end++;
    found.push(text.slice(start, end).trim());
    start = end;
  }
  return [...found, text.slice(start).trim()].filter((part) => part !== "");
}
