import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { IndexedChunk } from "../../lib/base/types.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { user } from "../../lib/catalog/schema.ts";
import { type ChunkStore, createLiveSearch, createMemoryStore, type SearchScope } from "../../lib/store/index.ts";
import { bagEmbedder } from "./retrieve/small-store.ts";

/**
 * Between the moment a document is deleted and the moment its rows have left the index SQL alone knows that it is gone: the
 * catalogue and the index asked together, as the web process asks them.
 */

let folder: string;
let catalog: Catalog;
let collectionId: string;
let store: ChunkStore;
/** The scopes that the index was asked for. */
let scopes: SearchScope[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-hidden-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(user).values({ id: "ann", name: "Ann", email: "ann@example.org" });
  collectionId = (await catalog.collections.create("Documents", "ann")).id;
  store = createMemoryStore();
  scopes = [];
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

let files = 0;
/** A ready document of one chunk in the index. */
async function add(text: string): Promise<string> {
  const sha256 = (++files).toString(16).padStart(64, "0");
  const { record } = await catalog.documents.add({
    collectionId,
    sha256,
    name: `${files}.txt`,
    mediaType: "text/plain",
    size: text.length,
    createdBy: "Ann",
  });
  const { id } = record;
  const spans = [{ page: 1, start: 0, end: text.length }];
  const about = { documentId: id, collectionId, ordinal: 0, headings: [], tokens: 9, about: "" };
  const chunk: IndexedChunk = { id: `${id}:0`, text, spans, ...about };
  await store.addEmbedded(id, [chunk], await bagEmbedder.embed([text], "passage"));
  await store.publish(id);
  await catalog.documents.update(id, { status: "ready", textReady: true });
  return id;
}

const searching = () =>
  createLiveSearch(
    {
      searchWords: (query, scope, limit) => {
        scopes.push(scope);
        return store.searchWords(query, scope, limit);
      },
      searchVector: store.searchVector,
    },
    catalog.documents.findable,
  );
const words = async (query: string, limit = 10) =>
  (await searching().searchWords(query, { collectionIds: [collectionId] }, limit)).map(({ documentId }) => documentId);
const meaning = async (query: string, limit = 10) => {
  const [vector] = await bagEmbedder.embed([query], "query");
  if (vector === undefined) throw new Error("no vector");
  return (await searching().searchVector(vector, { collectionIds: [collectionId] }, limit)).map(
    (hit) => hit.documentId,
  );
};

test("a document that was deleted is found by neither search, while its rows are still in the index", async () => {
  const gone = await add("The warranty lasts twelve months.");
  const there = await add("The warranty of the pump lasts two years.");
  expect((await words("warranty")).sort()).toEqual([gone, there].sort());
  await catalog.documents.remove(gone);
  expect(await store.documentIds()).toContain(gone);
  expect(await words("warranty")).toEqual([there]);
  expect(await meaning("warranty")).toEqual([there]);
});

test("others take the places of what was deleted, so that a page of hits stays full", async () => {
  const gone: string[] = [];
  for (let n = 0; n < 12; n++) gone.push(await add("Warranty warranty warranty."));
  const there: string[] = [];
  for (let n = 0; n < 5; n++) there.push(await add(`The warranty of part ${n} and much else besides.`));
  for (const id of gone) await catalog.documents.remove(id);
  expect((await words("warranty", 8)).sort()).toEqual(there.sort());
});

test("what a search is told to leave out is what it met, however many documents are deleted", async () => {
  const there = await add("The lighthouse has a red lamp.");
  for (let n = 0; n < 30; n++) await catalog.documents.remove(await add(`Invoice number ${n}.`));
  expect(await words("lighthouse")).toEqual([there]);
  expect(scopes).toEqual([{ collectionIds: [collectionId] }]);
});

test.each([
  ["queued", false, false],
  ["parsing", false, false],
  ["embedding", false, false],
  ["embedding", true, true],
  ["ready", true, true],
  ["failed", false, false],
] as const)("one that is %s (its words found already: %s) is shown: %s", async (status, textReady, isShown) => {
  const id = await add("The warranty lasts twelve months.");
  await catalog.documents.update(id, { status, textReady });
  expect(await words("warranty")).toEqual(isShown ? [id] : []);
  await catalog.documents.remove(id);
  expect(await words("warranty")).toEqual([]);
});

test("one that is deleted is nowhere: not by name, in scope, among what waits, or for an answer", async () => {
  const id = await add("The warranty lasts twelve months.");
  await catalog.documents.update(id, { status: "embedding", textReady: true });
  const { documents } = catalog;
  const scope = { collectionIds: [collectionId] };
  const seen = async () => ({
    get: (await documents.get(id)) !== null,
    names: (await documents.names([id])).size,
    named: (await documents.named([".txt"], [collectionId])).length,
    collections: (await documents.collectionsOf([id])).size,
    pending: await documents.pending(scope),
    findable: await documents.anyFindable([collectionId]),
    listed: (await documents.list(collectionId)).length,
  });
  expect(await seen()).toEqual({
    get: true,
    names: 1,
    named: 1,
    collections: 1,
    pending: 1,
    findable: true,
    listed: 1,
  });
  await documents.remove(id);
  expect(await seen()).toEqual({
    get: false,
    names: 0,
    named: 0,
    collections: 0,
    pending: 0,
    findable: false,
    listed: 0,
  });
});
