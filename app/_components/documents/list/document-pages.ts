import type { DocumentCounts, DocumentPage } from "../../../../lib/catalog/index.ts";
import type { DocumentRecord } from "../../data/records.ts";

/** A page of the list. `rows` null: it was, or will be, but is not held now. */
interface Held {
  /** The cursor that it begins behind; null at the beginning. */
  start: string | null;
  rows: DocumentRecord[] | null;
  length: number;
  /** Something may have changed in it since it was fetched. */
  isStale: boolean;
}

export interface DocumentPagesOptions {
  fetchPage(cursor: string | null): Promise<DocumentPage>;
  /** The first page, as it came with the HTML or from the API, and the cursor that it begins behind. */
  first: DocumentPage;
  start: string | null;
  onFailure(error: unknown): void;
}

export type DocumentPages = ReturnType<typeof createDocumentPages>;

/**
 * A long list of which only the pages around the rows in view are held; others are fetched again, by the cursors kept of
 * them, when one scrolls back. So memory does not grow with how far one has scrolled.
 */
export function createDocumentPages({ fetchPage, first, start, onFailure }: DocumentPagesOptions) {
  let pages: Held[] = [{ start, rows: first.documents, length: first.documents.length, isStale: false }];
  /** Where the page behind the last known one begins; null at the end of the list. */
  let end = first.cursor;
  let counts = first.counts;
  let view = { from: 0, to: 0 };
  let version = 0;
  const loading = new Set<number>();
  const listeners = new Set<() => void>();

  const tell = () => {
    version += 1;
    for (const listener of listeners) listener();
  };
  const known = () => pages.reduce((sum, { length }) => sum + length, 0);

  /** The page and the place in it of a row; past the end where there is none. */
  const locate = (index: number): { page: number; at: number } => {
    let before = 0;
    for (const [page, { length }] of pages.entries()) {
      if (index < before + length) return { page, at: index - before };
      before += length;
    }
    return { page: pages.length, at: index - before };
  };

  const load = async (page: number) => {
    const held = pages[page];
    if (held === undefined || loading.has(page)) return;
    loading.add(page);
    try {
      const found = await fetchPage(held.start);
      if (pages[page]?.start !== held.start) return; // another page stands there by now
      pages[page] = { start: held.start, rows: found.documents, length: found.documents.length, isStale: false };
      counts = found.counts;
      const next = pages[page + 1];
      if (found.cursor === null) {
        pages.length = page + 1;
        end = null;
      } else if (next === undefined) end = found.cursor;
      else if (next.start !== found.cursor) pages[page + 1] = { ...next, start: found.cursor, isStale: true };
      if (found.documents.length === 0 && page > 0) pages.length = page;
    } catch (error) {
      onFailure(error);
      return;
    } finally {
      loading.delete(page);
    }
    tell();
    fill();
  };

  /** Fetches what the view lacks, and lets go of what is far from it. */
  const fill = () => {
    const [from, to] = [locate(view.from).page, locate(view.to).page];
    if (to >= pages.length && end !== null) {
      pages.push({ start: end, rows: null, length: 0, isStale: false });
      end = null; // known again when that page has come
    }
    for (const [index, held] of pages.entries()) {
      const isNear = index >= from - 1 && index <= to + 1;
      const isSeen = index >= from && index <= Math.max(to, from);
      if (!isNear && held.rows !== null) pages[index] = { ...held, rows: null };
      else if (isSeen && (held.rows === null || held.isStale)) void load(index);
    }
  };

  const hasMore = () => end !== null || pages.some(({ rows, length }) => rows === null && length === 0);

  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Another number after each change. */
    version: () => version,
    counts: (): DocumentCounts => counts,
    /** Where the next page begins, for a link to it. */
    next: () => end,
    /** Rows known of, and one more while there are others behind them. */
    count: () => known() + (hasMore() ? 1 : 0),
    /** The document of a row, or null while it is on its way. */
    row(index: number): DocumentRecord | null {
      const { page, at } = locate(index);
      return pages[page]?.rows?.[at] ?? null;
    },
    key(index: number): string {
      const { page, at } = locate(index);
      return `${page}/${pages[page]?.rows?.[at]?.id ?? at}`;
    },
    /** Says which rows are in view: from the first to the last. */
    show(from: number, to: number) {
      view = { from, to };
      fill();
    },
    /** Takes a document's new state over. False when it is not among the pages held. */
    update(record: DocumentRecord): boolean {
      for (const [index, held] of pages.entries()) {
        if (!held.rows?.some(({ id }) => id === record.id)) continue;
        pages[index] = { ...held, rows: held.rows.map((row) => (row.id === record.id ? record : row)) };
        tell();
        return true;
      }
      return false;
    },
    remove(id: string) {
      for (const [index, held] of pages.entries()) {
        const rows = held.rows?.filter((row) => row.id !== id);
        if (rows === undefined || rows.length === held.length) continue;
        pages[index] = { ...held, rows, length: rows.length };
        tell();
      }
    },
    /** Fetches the pages in view anew; the others when one comes to them. */
    reload() {
      pages = pages.map((held) => ({ ...held, isStale: true }));
      loading.clear();
      fill();
    },
  };
}
