import { expect, test } from "vitest";
import type { DocumentRecord } from "../../app/_components/data/records.ts";
import { createDocumentPages } from "../../app/_components/documents/list/document-pages.ts";
import type { DocumentPage } from "../../lib/catalog/index.ts";

const PAGE = 10;
const record = (name: string): DocumentRecord => ({
  id: name,
  collectionId: "c",
  name,
  title: null,
  mediaType: "text/plain",
  size: 1,
  status: "ready",
  textReady: true,
  progress: { pagesDone: 0, pagesTotal: 0, chunksDone: 0, chunksTotal: 0 },
  coverage: { pages: 1, textPages: 1, ocrPages: 0, unreadablePages: [] },
  chunks: 1,
  warnings: [],
  etaSeconds: null,
  createdAt: "2026-01-01T00:00:00Z",
  createdBy: "Owner",
});
const nameOf = (n: number) => `d${String(n).padStart(4, "0")}`;

/** A list kept by a server: documents in the order of their names, a page at a time. */
function server(count: number) {
  const names = Array.from({ length: count }, (_, n) => nameOf(n));
  const asked: (string | null)[] = [];
  const page = (cursor: string | null): DocumentPage => {
    const from = cursor === null ? 0 : names.findIndex((name) => name > cursor);
    const rows = from < 0 ? [] : names.slice(from, from + PAGE);
    const last = rows.at(-1);
    const counts = { all: names.length, ready: names.length, working: 0, failed: 0, warned: 0, findable: 0, bytes: 0 };
    const hasMore = last !== undefined && last !== names.at(-1);
    return { documents: rows.map(record), cursor: hasMore ? last : null, counts };
  };
  return {
    names,
    asked,
    page,
    fetchPage: async (cursor: string | null) => {
      asked.push(cursor);
      return page(cursor);
    },
  };
}

function openList(count: number) {
  const list = server(count);
  const failures: unknown[] = [];
  const pages = createDocumentPages({
    fetchPage: list.fetchPage,
    first: list.page(null),
    start: null,
    onFailure: (error) => failures.push(error),
  });
  /** Every page that is on its way has arrived. */
  const settled = async () => {
    for (let before = -1; before !== pages.version(); ) {
      before = pages.version();
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
  };
  const show = async (from: number, to: number) => {
    pages.show(from, to);
    await settled();
  };
  /** Scrolls down row by row. */
  const scrollTo = async (row: number) => {
    for (let n = 0; n <= row; n += 5) await show(n, n + 8);
  };
  const held = () => Array.from({ length: pages.count() }, (_, n) => pages.row(n)).filter((row) => row !== null).length;
  const shown = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => pages.row(from + n)?.name ?? null);
  return { ...list, pages, show, scrollTo, settled, held, shown, failures };
}

test("scrolling down brings page after page, in order, to the end", async () => {
  const { pages, scrollTo, show, shown } = openList(95);
  expect(pages.count()).toBe(11); // ten, and one that stands for those behind
  await scrollTo(95);
  await show(86, 94);
  expect(pages.count()).toBe(95);
  expect(shown(90, 94)).toEqual([90, 91, 92, 93, 94].map(nameOf));
});

test("what is far from the view is let go of, and fetched again when one comes back", async () => {
  const { pages, scrollTo, show, shown, held, asked } = openList(2_000);
  await scrollTo(1_500);
  expect(pages.count()).toBeGreaterThan(1_500);
  expect(held()).toBeLessThanOrEqual(5 * PAGE);
  expect(shown(700, 702)).toEqual([null, null, null]);
  const before = asked.length;
  await show(700, 708);
  expect(shown(700, 702)).toEqual([700, 701, 702].map(nameOf));
  expect(asked.length - before).toBeLessThanOrEqual(2);
  expect(held()).toBeLessThanOrEqual(5 * PAGE);
});

test("a reload fetches the pages in view alone", async () => {
  const { pages, scrollTo, show, settled, asked } = openList(500);
  await scrollTo(300);
  await show(252, 260);
  const before = asked.length;
  pages.reload();
  await settled();
  expect(asked.length - before).toBeLessThanOrEqual(2);
});

test("documents that were added in the middle are there after a reload, and none is missing or doubled", async () => {
  const { pages, names, scrollTo, show, settled, shown } = openList(60);
  await scrollTo(60);
  await show(8, 25);
  names.splice(12, 0, "d0011a", "d0011b", "d0011c");
  pages.reload();
  await settled();
  await show(8, 25);
  expect(shown(8, 25)).toEqual(names.slice(8, 26));
  for (let from = 0; from < 63; from += 5) await show(from, from + 8);
  const seen: (string | null)[] = [];
  for (let n = 0; n < names.length; n++) {
    await show(n, n);
    seen.push(...shown(n, n));
  }
  expect(seen).toEqual(names);
  expect(pages.count()).toBe(names.length);
});

test("a document that changed changes in its row; one that is gone leaves it", async () => {
  const { pages, shown, held } = openList(30);
  expect(pages.update({ ...record(nameOf(3)), status: "failed" })).toBe(true);
  expect(pages.row(3)?.status).toBe("failed");
  expect(pages.update(record("elsewhere"))).toBe(false);
  pages.remove(nameOf(0));
  expect(shown(0, 1)).toEqual([nameOf(1), nameOf(2)]);
  expect(held()).toBe(9);
});

test("a page that cannot be had is said, and asked for again with the next look", async () => {
  const list = server(30);
  let isDown = true;
  const failures: unknown[] = [];
  const pages = createDocumentPages({
    fetchPage: (cursor) => (isDown ? Promise.reject(new Error("down")) : list.fetchPage(cursor)),
    first: list.page(null),
    start: null,
    onFailure: (error) => failures.push(error),
  });
  pages.show(5, 12);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  expect(failures).toHaveLength(1);
  isDown = false;
  pages.show(5, 13);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  expect(pages.row(13)?.name).toBe(nameOf(13));
});
