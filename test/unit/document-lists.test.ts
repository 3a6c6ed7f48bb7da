import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Catalog, createCatalog, type DocumentListQuery, type DocumentRecord } from "../../lib/catalog/index.ts";
import { nameKeys } from "../../lib/catalog/lists/name-keys.ts";
import { document, user } from "../../lib/catalog/schema.ts";
import { createRights } from "../../lib/services/context/rights.ts";
import { createDocumentsService } from "../../lib/services/documents.ts";

let folder: string;
let catalog: Catalog;
let collectionId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-lists-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  for (const id of ["ann", "bob"]) {
    await catalog.db.insert(user).values({ id, name: id, email: `${id}@example.org` });
  }
  collectionId = (await catalog.collections.create("Documents", "ann")).id;
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

type Values = Partial<typeof document.$inferInsert>;
let made = 0;
async function add(name: string, more: Values = {}): Promise<string> {
  made += 1;
  const id = `document-${made}`;
  const values = {
    collectionId,
    sha256: id,
    mediaType: "text/plain",
    size: 1,
    createdBy: "Ann",
    status: "ready" as const,
  };
  await catalog.db.insert(document).values({ id, name, ...nameKeys(name), ...values, ...more });
  return id;
}
const byName: DocumentListQuery = { sort: "name", descending: false, status: "all", name: "", limit: 3, cursor: null };
const names = (documents: DocumentRecord[]) => documents.map(({ name }) => name);

/** Every page from the first to the last. */
async function pages(query: Partial<DocumentListQuery>, collections = [collectionId]): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | null = null;
  do {
    const page = await catalog.documentLists.page(collections, { ...byName, ...query, cursor });
    found.push(names(page.documents));
    cursor = page.cursor;
  } while (cursor !== null);
  return found;
}

test("pages follow one another without a gap or a double, in every order and either way", async () => {
  for (let n = 1; n <= 11; n++) {
    await add(`report ${n}.pdf`, {
      size: n % 3,
      pagesTotal: n % 2,
      chunksTotal: 5,
      status: n % 4 === 0 ? "failed" : "ready",
      createdAt: new Date(1_700_000_000_000 + (n % 5)),
    });
  }
  for (const sort of ["name", "status", "pages", "chunks", "size", "createdAt"] as const) {
    for (const descending of [false, true]) {
      const [whole = []] = await pages({ sort, descending, limit: 100 });
      expect(new Set(whole).size).toBe(11);
      expect((await pages({ sort, descending })).flat(), `${sort} ${descending}`).toEqual(whole);
    }
  }
});

test("sorts by a column either way, numbers in names by value and whatever the case, equal ones by name", async () => {
  await add("report 10.pdf", { size: 5 });
  await add("Report 9.pdf", { size: 5, status: "embedding" });
  await add("scan.pdf", { size: 9 });
  expect((await pages({})).flat()).toEqual(["Report 9.pdf", "report 10.pdf", "scan.pdf"]);
  expect((await pages({ sort: "size", descending: true })).flat()).toEqual([
    "scan.pdf",
    "Report 9.pdf",
    "report 10.pdf",
  ]);
});

test("filters by part of the name in any case, and by where a document stands; the counts are of all", async () => {
  await add("Übersicht.pdf", { status: "embedding", size: 2 });
  await add("scan.pdf", { unreadablePages: [2] });
  await add("note.txt", { status: "failed" });
  await add("early.txt", { status: "embedding", textReady: true });
  await add("100%_a.txt");
  expect((await pages({ name: " üBERSICHT" })).flat()).toEqual(["Übersicht.pdf"]);
  expect((await pages({ name: "%" })).flat()).toEqual(["100%_a.txt"]);
  expect((await pages({ status: "working" })).flat()).toEqual(["early.txt", "Übersicht.pdf"]);
  expect((await pages({ status: "warned" })).flat()).toEqual(["scan.pdf"]);
  expect((await pages({ status: "failed" })).flat()).toEqual(["note.txt"]);
  const { counts } = await catalog.documentLists.page([collectionId], { ...byName, name: "scan" });
  expect(counts).toEqual({ all: 5, ready: 2, working: 2, failed: 1, warned: 1, findable: 3, bytes: 6 });
});

test("a document added or deleted between two pages moves nobody else", async () => {
  for (const name of ["b", "d", "f", "h", "j"]) await add(name);
  const first = await catalog.documentLists.page([collectionId], byName);
  const [b] = first.documents;
  await add("a");
  await catalog.documents.remove(b?.id ?? "");
  const second = await catalog.documentLists.page([collectionId], { ...byName, cursor: first.cursor });
  expect(names(second.documents)).toEqual(["h", "j"]);
  expect(second.counts.all).toBe(5);
});

test("a person sees pages of their own collections alone, and a foreign collection is not there", async () => {
  const other = (await catalog.collections.create("Bob's", "bob")).id;
  await add("ann.txt");
  await add("bob.txt", { collectionId: other });
  const service = createDocumentsService({
    ...catalog,
    rights: createRights(catalog),
    originals: { read: () => Promise.reject(new Error("not read here")) },
    upload: () => Promise.reject(new Error("not uploaded here")),
  });
  const ann = { id: "ann", name: "Ann", email: "ann@example.org" };
  expect(names((await service.listPage(ann, null)).documents)).toEqual(["ann.txt"]);
  expect(names((await service.listPage(ann, collectionId)).documents)).toEqual(["ann.txt"]);
  await expect(service.listPage(ann, other)).rejects.toMatchObject({ code: "not_found" });
  const nobody = { id: "eve", name: "Eve", email: "eve@example.org" };
  expect(await service.listPage(nobody, null)).toMatchObject({ documents: [], cursor: null, counts: { all: 0 } });
});

test("a cursor of another order, or none at all, is refused in words", async () => {
  for (const name of ["a", "b", "c", "d"]) await add(name);
  const { cursor } = await catalog.documentLists.page([collectionId], byName);
  const broken = ["", "nonsense", Buffer.from("[1,2]").toString("base64url")];
  for (const [wrong, sort] of [[cursor, "size"], ...broken.map((text) => [text, "name"] as const)] as const) {
    const page = catalog.documentLists.page([collectionId], { ...byName, sort, cursor: wrong });
    await expect(page).rejects.toMatchObject({ code: "bad_request", hint: expect.stringContaining("first page") });
  }
});

test("documents of earlier versions are sorted and found like new ones", async () => {
  for (const name of ["part 10.txt", "Part 9.txt"]) await add(name, { nameSort: "", nameSearch: "" });
  await catalog.migrate("lib/catalog/migrations");
  expect((await pages({ name: "PART" })).flat()).toEqual(["Part 9.txt", "part 10.txt"]);
});

test("every order, the name filter and the counts are read from indexes alone", async () => {
  const plan = async (text: string) => {
    const rows = await catalog.db.all<{ detail: string }>(sql.raw(`explain query plan ${text}`));
    return rows.map(({ detail }) => detail).join("\n");
  };
  const where = `collection_id = '${collectionId}' and deleted_at is null`;
  for (const column of ["status", "pages_total", "chunks_total", "size", "created_at"]) {
    const order = `order by ${column} desc, name_sort, id limit 51`;
    expect(await plan(`select id from document where ${where} ${order}`), column).toContain("COVERING INDEX");
  }
  const named = `select id from document where ${where} and instr(name_search, 'a') > 0 order by name_sort, id limit 51`;
  expect(await plan(named)).toContain("COVERING INDEX");
  const counts = "count(*), sum(status = 'ready'), sum(text_ready), sum(size), sum(warnings <> '[]')";
  expect(await plan(`select ${counts} from document where ${where}`)).toContain("COVERING INDEX");
});
