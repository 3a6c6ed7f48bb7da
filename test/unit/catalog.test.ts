import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askedView } from "../../app/_components/conversations/answer-view.ts";
import { FootnoteError } from "../../lib/base/errors.ts";
import { type Catalog, createCatalog, type Lease } from "../../lib/catalog/index.ts";
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
  expect(await catalog.jobs.take("worker", 1000)).toHaveLength(1);
  expect(await catalog.jobs.take("worker", 1000)).toEqual([]);
});

test("a job whose worker died is taken up again once its lease has ended", async () => {
  const { record } = await upload();
  const dead = await catalog.jobs.take("dead", -1);
  expect(dead).toMatchObject([{ attempt: 1 }]);
  const alive = await catalog.jobs.take("alive", 60_000);
  expect(alive).toMatchObject([{ documentId: record.id, attempt: 2 }]);
  expect([...(await catalog.leases.renew(dead, 1000))]).toEqual([[record.id, "lost"]]);
  expect([...(await catalog.leases.renew(alive, 1000))]).toEqual([]);
  await catalog.jobs.cancel(record.id);
  expect([...(await catalog.leases.renew(alive, 1000))]).toEqual([[record.id, "cancelled"]]);
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
  const [job] = await catalog.jobs.take("worker", 1000);
  if (job === undefined) throw new Error("no job");
  await catalog.leases.fail(job, new FootnoteError("damaged_file", "It is damaged."));
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
  expect(await catalog.documents.findable([record.id])).toEqual(new Set());

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
  expect(await catalog.jobs.take("worker", 1000)).toEqual([]);
  await catalog.jobs.retry(record.id);
  expect(await catalog.jobs.take("worker", 1000)).toMatchObject([{ documentId: record.id, attempt: 1 }]);
});

test("a revision is never given twice: what comes after a purge is news, and the purge too for who was not listening", async () => {
  const { record } = await upload();
  const before = await catalog.documents.latestRevision();
  await catalog.documents.remove(record.id);
  const deleted = await catalog.documents.latestRevision();
  await catalog.documents.purge(record.id, async () => undefined);
  expect(await catalog.documents.latestRevision()).toBeGreaterThanOrEqual(deleted);
  expect(await catalog.documents.changedSince(before)).toMatchObject([
    { deleted: true, revision: deleted, record: { id: record.id, collectionId } },
  ]);
  const { record: next } = await upload();
  expect(await catalog.documents.changedSince(deleted)).toMatchObject([{ deleted: false, record: { id: next.id } }]);
});

test("a data folder of before goes on counting where its documents had come to", async () => {
  const old = await mkdtemp(join(tmpdir(), "footnote-old-"));
  await cp("lib/catalog/migrations", join(old, "migrations"), { recursive: true });
  const journal = JSON.parse(await readFile(join(old, "migrations/meta/_journal.json"), "utf8"));
  journal.entries = journal.entries.filter(({ idx }: { idx: number }) => idx < 4);
  await writeFile(join(old, "migrations/meta/_journal.json"), JSON.stringify(journal));
  const opened = await createCatalog({ url: `file:${join(old, "catalog.db")}` });
  await opened.migrate(join(old, "migrations"));
  await opened.db.run("insert into collection (id, name) values ('c', 'Documents')");
  await opened.db.run(
    "insert into document (id, collection_id, sha256, name, media_type, size, created_by, revision) values ('d', 'c', 's', 'a', 'text/plain', 1, 'Ann', 41)",
  );
  await opened.migrate("lib/catalog/migrations");
  expect(await opened.documents.latestRevision()).toBe(41);
  await opened.documents.update("d", { status: "ready" });
  expect(await opened.documents.changedSince(41)).toMatchObject([{ revision: 42 }]);
  opened.close();
  await rm(old, { recursive: true });
});

describe("a worker that lost its lease changes nothing, however late it comes", () => {
  const words = (text: string) => ({
    title: null,
    pages: [{ number: 1, text }],
    outline: [],
    unreadablePages: [],
    warnings: [],
  });
  const take = async (owner: string, leaseMs = 60_000) => {
    const [job] = await catalog.jobs.take(owner, leaseMs);
    if (job === undefined) throw new Error("no job");
    return job;
  };

  /** Everything that a worker can write about a document, tried in turn. */
  const writeAll = async (lease: Lease) => {
    const { leases } = catalog;
    const written = [
      await leases.update([{ lease, change: { status: "parsing", pagesDone: 0 } }]),
      await leases.keepPages([{ lease, parsed: words("stale") }]),
      await leases.finish([{ lease, change: { chunksTotal: 0 } }]),
    ].map((ids) => ids.size);
    const failed = await leases.fail(lease, new FootnoteError("damaged_file", "It is damaged."));
    await leases.release([lease]);
    return [...written, failed];
  };

  test("after another has finished", async () => {
    const { record } = await upload();
    const slow = await take("slow", -1);
    const quick = await take("quick");
    await catalog.leases.keepPages([{ lease: quick, parsed: words("fresh") }]);
    await catalog.leases.finish([{ lease: quick, change: { chunksTotal: 7 } }]);
    const before = await catalog.documents.get(record.id);
    expect(before).toMatchObject({ status: "ready", chunks: 7 });
    expect(await writeAll(slow)).toEqual([0, 0, 0, false]);
    expect(await catalog.documents.get(record.id)).toEqual(before);
    expect(await catalog.documents.page(record.id, 1)).toEqual({ number: 1, text: "fresh" });
  });

  test("while another works, and after the document was cancelled and queued again", async () => {
    const { record } = await upload();
    const slow = await take("slow", -1);
    const quick = await take("quick");
    expect(await writeAll(slow)).toEqual([0, 0, 0, false]);
    expect([...(await catalog.leases.renew([quick], 60_000))]).toEqual([]);
    await catalog.jobs.cancel(record.id);
    expect((await writeAll(quick)).slice(0, 4)).toEqual([0, 0, 0, false]);
    await catalog.jobs.retry(record.id);
    expect(await writeAll(quick)).toEqual([0, 0, 0, false]);
    const next = await take("next");
    expect(next.token).toBeGreaterThan(quick.token);
    expect(await writeAll(quick)).toEqual([0, 0, 0, false]);
    expect([...(await catalog.leases.renew([next], 60_000))]).toEqual([]);
  });

  test("even when the job it had was ended and made anew", async () => {
    const { record } = await upload();
    const first = await take("first", -1);
    const second = await take("second");
    await catalog.leases.fail(second, new FootnoteError("damaged_file", "It is damaged."));
    await catalog.jobs.retry(record.id);
    const third = await take("third");
    expect(await writeAll(first)).toEqual([0, 0, 0, false]);
    expect(await writeAll(second)).toEqual([0, 0, 0, false]);
    expect((await catalog.leases.finish([{ lease: third, change: {} }])).size).toBe(1);
  });
});

test("small text files are taken together, within what a batch may hold; others alone, and oldest first", async () => {
  const add = (name: string, size: number, mediaType = "text/plain") =>
    catalog.documents.add({ collectionId, sha256: name, name, mediaType, size, createdBy: "Ann" });
  for (const name of ["a", "b"]) await add(name, 10);
  await add("large", 5000);
  await add("pdf", 10, "application/pdf");
  for (const name of ["c", "d", "e"]) await add(name, 40);
  const take = async () =>
    (await catalog.jobs.take("w", 60_000, { files: 4, fileBytes: 100, bytes: 100 })).map(({ name }) => name).sort();
  expect(await take()).toEqual(["a", "b", "c", "d"]);
  expect(await take()).toEqual(["large"]);
  expect(await take()).toEqual(["pdf"]);
  expect(await take()).toEqual(["e"]);
  expect(await take()).toEqual([]);
});

test("an answer whose conversation was deleted while it was written is kept nowhere", async () => {
  const id = await catalog.conversations.create("ann", "A title");
  const { answer } = askedView("k", "Why?", id, {});
  const made = { ...answer, id: "a1", conversationId: id, createdAt: new Date().toISOString() };
  expect(await catalog.conversations.keep(made, "ann")).toBe(true);
  await catalog.conversations.remove(id, "ann");
  expect(await catalog.conversations.keep({ ...made, id: "a2" }, "ann")).toBe(false);
  expect(await catalog.conversations.keep(made, "ann")).toBe(false);
  expect(await catalog.conversations.answer("a2", "ann")).toBeNull();
  expect(await catalog.conversations.answer("a1", "ann")).toBeNull();
  expect((await catalog.meters.read("ann", 2)).total.answers).toBe(1);
});

test("one person's conversations are not another's", async () => {
  const id = await catalog.conversations.create("ann", "A title");
  expect(await catalog.conversations.get(id, "bob")).toBeNull();
  expect(await catalog.conversations.rename(id, "bob", "mine")).toBe(false);
  expect(await catalog.conversations.remove(id, "bob")).toBe(false);
  expect(await catalog.conversations.get(id, "ann")).toMatchObject({ title: "A title" });
});
