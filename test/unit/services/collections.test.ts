import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../../../lib/access/index.ts";
import { gather, type Organisation, openOrganisation } from "../../fixtures/organisation.ts";

let org: Organisation;
let ann: Person;
let bob: Person;

beforeEach(async () => {
  org = await openOrganisation();
  [ann, bob] = [await org.person("ann"), await org.person("bob")];
});
afterEach(() => org.close());

const text = (words: string) =>
  (async function* () {
    yield new TextEncoder().encode(words);
  })();

describe("collections", () => {
  test("are each person's own until they are shared, and counted without what was deleted", async () => {
    const papers = await org.services.collections.create(ann, "Papers");
    const id = await org.document(papers.id, "a.txt", ["A first note about gardens and fences."]);
    await org.document(papers.id, "b.txt", ["A second note about roofs and gutters."]);
    expect(await org.services.collections.list(ann)).toMatchObject([{ name: "Papers", documents: 2 }]);
    expect(await org.services.collections.list(bob)).toEqual([]);
    await org.grant(bob, papers.id, "reader");
    await org.services.documents.remove(ann, id);
    expect(await org.services.collections.list(bob)).toMatchObject([{ name: "Papers", documents: 1 }]);
  });

  test("the last one is not deleted, nor one that holds documents", async () => {
    const only = await org.services.collections.create(ann, "Only");
    await expect(org.services.collections.remove(ann, only.id)).rejects.toMatchObject({
      code: "conflict",
      hint: "Make another one first.",
    });
    const full = await org.services.collections.create(ann, "Full");
    await org.document(full.id, "a.txt", ["A note."]);
    await expect(org.services.collections.remove(ann, full.id)).rejects.toMatchObject({ code: "conflict" });
    await org.services.collections.remove(ann, only.id);
    expect(await org.services.collections.list(ann)).toMatchObject([{ name: "Full" }]);
  });

  test("a role that was taken away counts from the next call on", async () => {
    const papers = await org.services.collections.create(ann, "Papers");
    const id = await org.document(papers.id, "a.txt", ["A note about gardens."]);
    await org.grant(bob, papers.id, "reader");
    expect((await org.services.documents.get(bob, id)).name).toBe("a.txt");
    await org.catalog.db.delete(org.catalog.tables.member);
    await expect(org.services.documents.get(bob, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(
      org.services.search.find(bob, { q: "gardens", collection: [papers.id], limit: 5 }),
    ).rejects.toMatchObject({ code: "not_found" });
    expect((await org.services.search.find(bob, { q: "gardens", limit: 5 })).hits).toEqual([]);
  });
});

describe("documents", () => {
  test("the same bytes twice in a collection are one document; in another they are another", async () => {
    const papers = await org.services.collections.create(ann, "Papers");
    const other = await org.services.collections.create(ann, "Other");
    const send = (collectionId: string, name: string) =>
      org.services.documents.upload(ann, collectionId, { name, body: text("The same words."), length: null });
    const first = await send(papers.id, "one.txt");
    const again = await send(papers.id, "two.txt");
    const elsewhere = await send(other.id, "one.txt");
    expect(again).toMatchObject({ duplicate: true, record: { id: first.record.id, name: "one.txt" } });
    expect(elsewhere.duplicate).toBe(false);
    expect(elsewhere.record.id).not.toBe(first.record.id);
  });

  test("a deleted one is found by no search and quoted by no answer, at once", async () => {
    const papers = await org.services.collections.create(ann, "Papers");
    const id = await org.document(papers.id, "a.txt", ["The zebra stands beside the gate and watches."]);
    await org.document(papers.id, "b.txt", ["The horse stands beside the fence and sleeps."]);
    const find = async () => (await org.services.search.find(ann, { q: "zebra", limit: 5 })).hits;
    expect((await find()).map((hit) => hit.documentId)).toContain(id);
    await org.services.documents.remove(ann, id);
    expect((await find()).map((hit) => hit.documentId)).not.toContain(id);
    const asked = { question: "Where does the zebra stand?" };
    const events = await gather(await org.services.answers.ask(ann, asked, new AbortController()));
    expect(JSON.stringify(events)).not.toContain("The zebra stands");
    await expect(org.services.documents.page(ann, id, 1)).rejects.toMatchObject({ code: "not_found" });
  });

  test("a page that is not there says how many there are", async () => {
    const papers = await org.services.collections.create(ann, "Papers");
    const id = await org.document(papers.id, "a.txt", ["First page.", "Second page."]);
    expect(await org.services.documents.page(ann, id, 2)).toMatchObject({ number: 2, text: "Second page." });
    await expect(org.services.documents.page(ann, id, 3)).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("a.txt"),
      hint: "It has 2 pages.",
    });
  });

  test("only one that failed is tried again; a cancelled one says so", async () => {
    const papers = await org.services.collections.create(ann, "Papers");
    const { record } = await org.services.documents.upload(ann, papers.id, {
      name: "a.txt",
      body: text("Words to read."),
      length: null,
    });
    await expect(org.services.documents.retry(ann, record.id)).rejects.toMatchObject({ code: "conflict" });
    expect(await org.services.documents.cancel(ann, record.id)).toMatchObject({
      status: "failed",
      error: { code: "cancelled" },
    });
    expect(await org.services.documents.retry(ann, record.id)).toMatchObject({ status: "queued" });
  });

  test("the original comes back byte for byte, whole or a range", async () => {
    const papers = await org.services.collections.create(ann, "Papers");
    const { record } = await org.services.documents.upload(ann, papers.id, {
      name: "ünïcode.txt",
      body: text("Grüße aus Köln"),
      length: null,
    });
    const read = async (range?: { start: number; end: number }) => {
      const { stream } = await org.services.documents.file(ann, record.id, range);
      return Buffer.concat(await stream.toArray()).toString("utf8");
    };
    expect(record.name).toBe("ünïcode.txt");
    expect(await read()).toBe("Grüße aus Köln");
    expect(await read({ start: 0, end: 1 })).toBe("Gr");
  });
});

describe("keys", () => {
  test("one works for its owner until it is revoked, and is shown once", async () => {
    const { key, id } = await org.services.keys.create(ann, "laptop");
    const headers = new Headers({ authorization: `Bearer ${key}` });
    expect(await org.services.people.signedIn(headers)).toEqual(ann);
    const listed = await org.services.keys.list(ann);
    expect(listed).toMatchObject([{ id, name: "laptop" }]);
    expect(JSON.stringify(listed)).not.toContain(key);
    expect(listed[0]?.lastUsedAt).not.toBeNull();
    await org.services.keys.revoke(ann, id);
    expect(await org.services.people.signedInOrNull(headers)).toBeNull();
    expect(await org.services.keys.list(ann)).toEqual([]);
    await expect(org.services.keys.revoke(ann, id)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("health", () => {
  test("a stranger is told the state and no more; a person what runs", async () => {
    expect(Object.keys(await org.services.health.read(null))).toEqual(["status"]);
    expect(await org.services.health.read(ann)).toMatchObject({
      status: "degraded",
      worker: { status: "down" },
      model: { status: "ready", name: "scripted" },
    });
  });
});
