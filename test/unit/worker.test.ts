import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import type { ParsedDocument } from "../../lib/base/types.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { user } from "../../lib/catalog/schema.ts";
import { createChunker } from "../../lib/chunk/index.ts";
import { createHashEmbedder } from "../../lib/embed/index.ts";
import { runWorker, type WorkerOptions } from "../../lib/ingest/worker/run-worker.ts";
import { type ChunkStore, createMemoryStore } from "../../lib/store/index.ts";

/** The worker's loop over a catalogue of its own and an index in memory: what becomes of documents, and of errors. */

let folder: string;
let catalog: Catalog;
let collectionId: string;
let store: ChunkStore;
let stop: AbortController;
let running: Promise<unknown>;
let purged: string[];
let logged: { event: string; level: string }[];

const whole = (text: string): ParsedDocument => ({
  title: null,
  pages: [{ number: 1, text }],
  outline: [],
  unreadablePages: [],
  warnings: [],
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-worker-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(user).values({ id: "ann", name: "Ann", email: "ann@example.org" });
  collectionId = (await catalog.collections.create("Documents", "ann")).id;
  store = createMemoryStore();
  stop = new AbortController();
  running = Promise.resolve();
  purged = [];
  logged = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => {
    for (const one of String(line).trim().split("\n")) if (one.startsWith("{")) logged.push(JSON.parse(one));
    return true;
  });
});
afterEach(async () => {
  stop.abort(new Error("enough"));
  await running.catch(() => undefined);
  vi.restoreAllMocks();
  catalog.close();
  await rm(folder, { recursive: true });
});

let files = 0;
async function add(name: string, mediaType = "application/pdf"): Promise<string> {
  const sha256 = (++files).toString(16).padStart(64, "0");
  const { record } = await catalog.documents.add({ collectionId, sha256, name, mediaType, size: 9, createdBy: "Ann" });
  return record.id;
}

interface Given {
  parse?: (path: string) => Promise<ParsedDocument>;
  store?: Partial<ChunkStore>;
  isWorn?: () => boolean;
}

function work({
  parse = async () => whole("The warranty lasts twelve months."),
  store: more,
  isWorn = () => false,
}: Given = {}) {
  const embedder = createHashEmbedder();
  const rooms: WorkerOptions["rooms"] = {
    originals: { pathOf: (sha256) => sha256, remove: async (sha256) => void purged.push(sha256) },
    parser: { parse: (path) => parse(path), warm: async () => undefined, dispose: async () => undefined },
    chunker: createChunker({ tokenizer: embedder.tokenizer, targetTokens: 40 }),
    embedder,
    store: { ...store, ...more },
  };
  const begun = runWorker({ catalog, rooms, owner: "worker", stopping: stop.signal, isWorn });
  running = begun;
  return begun;
}
const until = (what: () => unknown) => expect.poll(what, { timeout: 20_000, interval: 10 });
const statusOf = async (id: string) => (await catalog.documents.get(id))?.status ?? "gone";
const found = async (query: string) => [
  ...new Set(
    (await store.searchWords(query, { collectionIds: [collectionId] }, 10)).map(({ documentId }) => documentId),
  ),
];

test("what waits is taken in, and what comes later too", async () => {
  const first = await add("a.pdf");
  work();
  await until(() => statusOf(first)).toBe("ready");
  const second = await add("b.pdf");
  await until(() => statusOf(second)).toBe("ready");
  expect((await found("warranty")).sort()).toEqual([first, second].sort());
});

test("a file that cannot be read fails with words for its reader, and the next one is taken", async () => {
  const bad = await add("bad.pdf");
  const good = await add("good.pdf");
  work({
    parse: async (path) => {
      if (path === (await catalog.documents.sha256(bad)))
        throw new FootnoteError("damaged_file", "This PDF is damaged.", { hint: "Save it anew." });
      return whole("Returns are free within thirty days.");
    },
  });
  await until(() => statusOf(good)).toBe("ready");
  expect(await catalog.documents.get(bad)).toMatchObject({
    status: "failed",
    error: { code: "damaged_file", message: "This PDF is damaged.", hint: "Save it anew." },
  });
});

test("a full disk is told as one, whichever room wrote last", async () => {
  const id = await add("a.pdf");
  work({ store: { addEmbedded: () => Promise.reject(new Error("ENOSPC: no space left on device, write")) } });
  await until(() => statusOf(id)).toBe("failed");
  expect((await catalog.documents.get(id))?.error).toMatchObject({ code: "disk_full", message: "The disk is full." });
});

test("a document ends as failed, not the worker, when the cause is nobody's known one; the log has the detail", async () => {
  const id = await add("a.pdf");
  work({ parse: () => Promise.reject(new TypeError("x is not a function")) });
  await until(() => statusOf(id)).toBe("failed");
  const error = (await catalog.documents.get(id))?.error;
  expect(error?.code).toBe("internal");
  expect(error?.message).not.toContain("x is not a function");
  expect(logged).toContainEqual(expect.objectContaining({ event: "document failed", level: "error" }));
});

test("while the index cannot be reached nothing fails and nothing is lost: it is tried again, and said", async () => {
  const id = await add("a.pdf");
  let failures = 0;
  work({
    store: {
      addEmbedded: async (...given) => {
        if (++failures <= 2) throw new FootnoteError("index_unavailable", "The index cannot be reached right now.");
        return store.addEmbedded(...given);
      },
    },
  });
  await until(() => statusOf(id)).toBe("ready");
  expect(failures).toBe(3);
  expect(logged.filter(({ event }) => event === "index not reached")).toHaveLength(2);
  expect(await found("warranty")).toEqual([id]);
});

test("an index that is damaged ends the worker, with the document given back, so that the next start mends it", async () => {
  const id = await add("a.pdf");
  const ended = work({
    store: { publish: () => Promise.reject(new FootnoteError("index_damaged", "The index could not be read.")) },
  });
  await expect(ended).rejects.toMatchObject({ code: "index_damaged" });
  expect(await statusOf(id)).not.toBe("failed");
  expect(await statusOf(id)).not.toBe("ready");
});

test("a file on which the worker ends each time is failed after three tries instead of tried for ever", async () => {
  const id = await add("a.pdf");
  for (let n = 0; n < 3; n++) await catalog.jobs.take("one that died", -1);
  work();
  await until(() => statusOf(id)).toBe("failed");
  expect((await catalog.documents.get(id))?.error).toMatchObject({ code: "parse_crashed" });
});

test("told to stop in mid-file it gives the file back untried", async () => {
  const id = await add("a.pdf");
  let reading = () => {};
  const isReading = new Promise<void>((resolve) => {
    reading = resolve;
  });
  const ended = work({
    parse: () => {
      reading();
      return new Promise((_, reject) => stop.signal.addEventListener("abort", () => reject(stop.signal.reason)));
    },
  });
  await isReading;
  stop.abort(new Error("enough"));
  expect(await ended).toBe("stopped");
  expect(await catalog.jobs.take("the next one", 1000)).toMatchObject([{ documentId: id, attempt: 1 }]);
});

test("it starts afresh between two files once its memory has grown, never in mid-file", async () => {
  const first = await add("a.pdf");
  const second = await add("b.pdf");
  let worn = false;
  const ended = work({
    isWorn: () => worn,
    parse: async () => {
      worn = true;
      return whole("The warranty lasts twelve months.");
    },
  });
  expect(await ended).toBe("recycle");
  expect(await statusOf(first)).toBe("ready");
  expect(await statusOf(second)).toBe("queued");
});

test("a deleted document leaves the index, the rows and the folder", async () => {
  const id = await add("a.pdf");
  const sha256 = (await catalog.documents.sha256(id)) ?? "";
  work();
  await until(() => statusOf(id)).toBe("ready");
  await catalog.documents.remove(id);
  await until(() => purged).toEqual([sha256]);
  expect(await store.documentIds()).toEqual([]);
  expect(await catalog.documents.sha256(id)).toBeNull();
});

test("what the index lacks at the start is indexed again from the pages in SQL; no file is opened", async () => {
  const id = await add("a.pdf");
  work();
  await until(() => statusOf(id)).toBe("ready");
  stop.abort(new Error("enough"));
  await running;
  store = createMemoryStore();
  stop = new AbortController();
  work({ parse: () => Promise.reject(new Error("the file was opened")) });
  await until(() => found("warranty")).toEqual([id]);
  expect(await statusOf(id)).toBe("ready");
});

test("what SQL knows nothing of leaves the index at the start", async () => {
  const embedder = createHashEmbedder();
  const chunk = {
    id: "unknown:0",
    documentId: "unknown",
    collectionId,
    ordinal: 0,
    text: "Nobody knows this warranty.",
    spans: [{ page: 1, start: 0, end: 27 }],
    headings: [],
    tokens: 5,
    about: "unknown",
  };
  await store.addEmbedded("unknown", [chunk], await embedder.embed([chunk.text], "passage"));
  await store.publish("unknown");
  work();
  await until(() => store.documentIds()).toEqual([]);
});
