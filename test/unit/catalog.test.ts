import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { user } from "../../lib/catalog/schema.ts";

let folder: string;
let catalog: Catalog;
let collectionId: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-catalog-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(user).values({ id: "ann", name: "Ann", email: "ann@example.org" });
  collectionId = (await catalog.collections.create("Documents", "ann")).id;
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

const upload = (sha256 = "a".repeat(64)) =>
  catalog.documents.add({
    collectionId,
    sha256,
    name: "a.pdf",
    mediaType: "application/pdf",
    size: 3,
    createdBy: "Ann",
  });

test("twenty uploads of the same bytes at once make one document and one job", async () => {
  const results = await Promise.all(Array.from({ length: 20 }, () => upload()));
  expect(new Set(results.map(({ record }) => record.id)).size).toBe(1);
  expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  expect(await catalog.jobs.take("worker", 1000)).not.toBeNull();
  expect(await catalog.jobs.take("worker", 1000)).toBeNull();
});

test("a job whose worker died is taken up again once its lease has ended", async () => {
  const { record } = await upload();
  expect((await catalog.jobs.take("dead", -1))?.attempt).toBe(1);
  const again = await catalog.jobs.take("alive", 60_000);
  expect(again).toMatchObject({ documentId: record.id, attempt: 2 });
  expect(await catalog.jobs.renew(record.id, "dead", 1000)).toBe("stop");
  expect(await catalog.jobs.renew(record.id, "alive", 1000)).toBe("go on");
});

test("documents in work and those that the index lost count as pending, ready and failed ones do not", async () => {
  const { record } = await upload();
  const pending = (scope = {}) => catalog.documents.pending({ collectionIds: [collectionId], ...scope });
  expect(await pending()).toBe(1);
  expect(await pending({ documentIds: ["another"] })).toBe(0);
  expect(await pending({ collectionIds: [] })).toBe(0);
  await catalog.documents.update(record.id, { status: "ready" });
  expect(await pending()).toBe(0);
  await catalog.documents.noteLost([record.id]);
  expect(await pending()).toBe(1);
  expect((await catalog.documents.get(record.id))?.textReady).toBe(false);
  await catalog.documents.noteLost([]);
  expect(await pending()).toBe(0);
  await catalog.documents.fail(record.id, new FootnoteError("damaged_file", "It is damaged."));
  expect(await pending()).toBe(0);
});

test("a deleted document is gone from lists, names and pages at once, and its bytes go with the last one that has them", async () => {
  const { record } = await upload();
  await catalog.documents.keepPages(record.id, {
    title: null,
    pages: [{ number: 1, text: "words" }],
    outline: [],
    unreadablePages: [],
    warnings: [],
  });
  expect(await catalog.documents.page(record.id, 1)).toEqual({ number: 1, text: "words" });
  expect(await catalog.documents.remove(record.id)).toBe(true);
  expect(await catalog.documents.remove(record.id)).toBe(false);
  expect(await catalog.documents.list(collectionId)).toEqual([]);
  expect(await catalog.documents.page(record.id, 1)).toBeNull();
  expect((await catalog.documents.names([record.id])).size).toBe(0);
  expect(await catalog.documents.hidden([collectionId])).toEqual([record.id]);

  const again = await upload();
  expect(again.duplicate).toBe(false);
  const removed: string[] = [];
  const drop = async (sha256: string) => {
    removed.push(sha256);
  };
  for (const { id } of await catalog.documents.toPurge()) await catalog.documents.purge(id, drop);
  expect(removed).toEqual([]);
  await catalog.documents.remove(again.record.id);
  for (const { id } of await catalog.documents.toPurge()) await catalog.documents.purge(id, drop);
  expect(removed).toEqual(["a".repeat(64)]);
});

test("every change of a document raises the revision, so a listener misses none", async () => {
  const before = await catalog.documents.latestRevision();
  const { record } = await upload();
  await catalog.documents.update(record.id, { status: "parsing" });
  await catalog.documents.remove(record.id);
  const changes = await catalog.documents.changedSince(before);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({ deleted: true, revision: before + 3 });
});

test("only a failed document can be retried, and a cancelled one says so", async () => {
  const { record } = await upload();
  await expect(catalog.jobs.retry(record.id)).rejects.toThrow(FootnoteError);
  await catalog.jobs.cancel(record.id);
  expect(await catalog.documents.get(record.id)).toMatchObject({ status: "failed", error: { code: "cancelled" } });
  expect(await catalog.jobs.take("worker", 1000)).toBeNull();
  await catalog.jobs.retry(record.id);
  expect(await catalog.jobs.take("worker", 1000)).toMatchObject({ documentId: record.id, attempt: 1 });
});

test("one person's conversations are not another's", async () => {
  const id = await catalog.conversations.create("ann", "A title");
  expect(await catalog.conversations.get(id, "bob")).toBeNull();
  expect(await catalog.conversations.rename(id, "bob", "mine")).toBe(false);
  expect(await catalog.conversations.remove(id, "bob")).toBe(false);
  expect(await catalog.conversations.get(id, "ann")).toMatchObject({ title: "A title" });
});
