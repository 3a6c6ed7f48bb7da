import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connect } from "@lancedb/lancedb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChunkStore, createLanceStore, createMemoryStore, type SearchScope } from "../../lib/store/index.ts";
import { generationOf } from "../../lib/store/lance-table.ts";
import { axis, DIMENSIONS, makeChunk, storeContract } from "./chunk-store.ts";

let folder: string;
let opened = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-store-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lance = (options: Partial<Parameters<typeof createLanceStore>[0]> = {}) =>
  createLanceStore({
    uri: join(folder, `index-${opened++}`),
    dimensions: DIMENSIONS,
    fingerprint: "Test-8",
    writer: true,
    ...options,
  });

storeContract("memory", async () => createMemoryStore());
storeContract("LanceDB", () => lance());

/** The same database, whose tables cannot be opened. */
function failing(connection: Connection, message: string): Connection {
  connection.openTable = () => Promise.reject(new Error(message));
  return connection;
}

const everything: SearchScope = { collectionIds: ["c1", "c2", "c3"] };

async function fill(store: ChunkStore, documents: number, chunks = 3): Promise<void> {
  for (let d = 0; d < documents; d++) {
    const made = Array.from({ length: chunks }, (_, i) =>
      makeChunk(`d${d}`, i, `warranty text ${d} ${i}`, { collectionId: `c${1 + (d % 3)}` }),
    );
    await store.addEmbedded(
      `d${d}`,
      made,
      made.map((_, i) => axis(d + i, 0.05 * (1 + i))),
    );
    await store.publish(`d${d}`);
  }
}

describe("the LanceDB filter", () => {
  it("lets through exactly what the store in memory lets through, for 150 random scopes", async () => {
    const memory = createMemoryStore();
    const store = await lance();
    await fill(memory, 12);
    await fill(store, 12);
    let state = 11;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const some = (prefix: string, below: number) =>
      Array.from({ length: random(5) }, () => `${prefix}${random(below)}`);
    for (let round = 0; round < 150; round++) {
      const scope: SearchScope = { collectionIds: some("c", 5) };
      if (random(2) === 0) scope.documentIds = some("d", 14);
      if (random(2) === 0) scope.exceptDocumentIds = some("d", 14);
      const expected = (await memory.searchVector(axis(0), scope, 100)).map((hit) => hit.id).sort();
      for (const hits of [
        await store.searchVector(axis(0), scope, 100),
        await store.searchWords("warranty", scope, 100),
      ])
        expect(hits.map((hit) => hit.id).sort(), JSON.stringify(scope)).toEqual(expected);
    }
    await store.dispose();
  });
});

describe("the LanceDB store and other processes", () => {
  it("a reader opened before the first document sees each one as soon as it is published, and deletions", async () => {
    const uri = join(folder, "shared");
    const reader = await lance({ uri, writer: false });
    expect(await reader.searchWords("warranty", everything, 10)).toEqual([]);
    expect(await reader.count()).toBe(0);
    const writer = await lance({ uri });
    await fill(writer, 2, 1);
    expect((await reader.searchWords("warranty", everything, 10)).map((hit) => hit.id).sort()).toEqual([
      "d0:0",
      "d1:0",
    ]);
    await writer.remove("d0");
    expect((await reader.searchVector(axis(0), everything, 10)).map((hit) => hit.id)).toEqual(["d1:0"]);
    await Promise.all([reader.dispose(), writer.dispose()]);
  });

  it("clears tables of another model away once the writer is idle", async () => {
    const uri = join(folder, "swapped");
    const old = await lance({ uri, fingerprint: "old-model" });
    await fill(old, 1);
    await old.dispose();
    const store = await lance({ uri });
    await fill(store, 1);
    await store.remove("d0");
    await store.maintain({ idle: true });
    expect((await readdir(uri)).sort()).toEqual(["chunks_test_8_1.lance", "words_test_8_1.lance"]);
    await store.dispose();
  });

  it("another fingerprint is another index", async () => {
    const uri = join(folder, "two-models");
    const one = await lance({ uri, fingerprint: "model-one" });
    const two = await lance({ uri, fingerprint: "model-two" });
    await fill(one, 1);
    expect(await one.documentIds()).toEqual(["d0"]);
    expect(await two.documentIds()).toEqual([]);
    await Promise.all([one.dispose(), two.dispose()]);
  });

  it("finds rows that came after the full-text index was built, in one ranking with the others", async () => {
    const store = await lance();
    await fill(store, 40);
    await store.maintain();
    await store.addEmbedded("late", [makeChunk("late", 0, "a zebra came late")], [axis(0)]);
    await store.publish("late");
    expect((await store.searchWords("zebra", everything, 3)).map((hit) => hit.id)).toEqual(["late:0"]);
    await store.dispose();
  });

  it("puts a broken index aside, says so, and starts empty while the reader finds its way back", async () => {
    const uri = join(folder, "broken");
    const first = await lance({ uri });
    await fill(first, 3);
    await first.dispose();
    const reader = await lance({ uri, writer: false });
    expect(await reader.count()).toBe(9);
    const versions = join(uri, "chunks_test_8_1.lance", "_versions");
    for (const name of await readdir(versions)) await truncate(join(versions, name), 0);
    const damaged: string[] = [];
    const second = await lance({ uri, onDamage: (table) => damaged.push(table) });
    expect(damaged).toEqual(["chunks_test_8_1"]);
    expect(await second.documentIds()).toEqual([]);
    await fill(second, 1);
    expect((await reader.searchWords("warranty", everything, 10)).map((hit) => hit.documentId)).toEqual([
      "d0",
      "d0",
      "d0",
    ]);
    await Promise.all([reader.dispose(), second.dispose()]);
  });

  it.each([
    ["permission", "lance error: LanceError(IO): Permission denied (os error 13), local.rs:134"],
    ["handles", "lance error: LanceError(IO): Too many open files (os error 24)"],
    ["network", 'Generic { store: "S3", source: ListRequest { source: RetryError(…) } } Not found'],
    ["something new", "an error that nobody has seen before"],
  ])("sets nothing aside for an error that may pass: %s", async (_name, message) => {
    const uri = join(folder, `passing-${opened++}`);
    const first = await lance({ uri });
    await fill(first, 3);
    await first.dispose();
    const before = (await readdir(uri)).sort();
    const damaged: string[] = [];
    const refused = lance({
      uri,
      onDamage: (table) => damaged.push(table),
      connect: async (address, options) => failing(await connect(address, options), message),
    });
    await expect(refused).rejects.toMatchObject({ code: "index_unavailable" });
    const reader = await lance({
      uri,
      writer: false,
      connect: async (address, options) => failing(await connect(address, options), message),
    });
    await expect(reader.searchWords("warranty", everything, 5)).rejects.toMatchObject({ code: "index_unavailable" });
    expect(damaged).toEqual([]);
    expect((await readdir(uri)).sort()).toEqual(before);
    const again = await lance({ uri });
    expect(await again.count()).toBe(9);
    await Promise.all([reader.dispose(), again.dispose()]);
  });

  it("opens once the connection is there: a failed one is not kept", async () => {
    const uri = join(folder, "late");
    let tries = 0;
    const reader = await lance({
      uri,
      writer: false,
      connect: (address, options) => {
        if (tries++ < 2) return Promise.reject(new Error("connection refused"));
        return connect(address, options);
      },
    });
    await expect(reader.count()).rejects.toMatchObject({ code: "index_unavailable" });
    expect(await reader.count()).toBe(0);
    await reader.dispose();
  });

  it("builds the full-text index anew when only that is damaged: no document is lost", async () => {
    const uri = join(folder, "words-damaged");
    const first = await lance({ uri });
    await fill(first, 3);
    await first.maintain({ idle: true });
    await first.dispose();
    await rm(join(uri, "chunks_test_8_1.lance", "_indices"), { recursive: true });
    const second = await lance({ uri });
    expect((await second.documentIds()).sort()).toEqual(["d0", "d1", "d2"]);
    expect(await second.searchWords("warranty", everything, 20)).toHaveLength(9);
    await second.dispose();
  });

  it("reads the newest generation of a table, which stands beside a damaged one on an object store", () => {
    expect(generationOf("chunks_a_1", "chunks_a_1")).toBe(1);
    expect(generationOf("chunks_a_1_g3", "chunks_a_1")).toBe(3);
    for (const other of ["chunks_a_10", "chunks_a_1_g", "chunks_a_1_gx", "words_a_1", "chunks_a_1_g1"])
      expect(generationOf(other, "chunks_a_1")).toBeNull();
  });

  it("notices a data file that a hard stop left broken", async () => {
    const uri = join(folder, "half-written");
    const first = await lance({ uri });
    await fill(first, 1);
    await first.dispose();
    const data = join(uri, "chunks_test_8_1.lance", "data");
    for (const name of await readdir(data)) await writeFile(join(data, name), "");
    const damaged: string[] = [];
    const second = await lance({ uri, onDamage: (table) => damaged.push(table) });
    expect(damaged).toEqual(["chunks_test_8_1"]);
    await second.dispose();
  });
});
