import { afterEach, describe, expect, it } from "vitest";
import type { IndexedChunk } from "../../lib/base/types.ts";
import { type ChunkStore, createLiveSearch, type SearchScope } from "../../lib/store/index.ts";

export const DIMENSIONS = 8;

/** A chunk with a few words; `about` and headings are searched along with it. */
export function makeChunk(
  documentId: string,
  ordinal: number,
  text: string,
  more: Partial<IndexedChunk> = {},
): IndexedChunk {
  const spans = [{ page: 1, start: ordinal * 100, end: ordinal * 100 + text.length }];
  return {
    id: `${documentId}:${ordinal}`,
    documentId,
    collectionId: "c1",
    ordinal,
    text,
    spans,
    headings: [],
    tokens: 9,
    ...more,
  };
}

/** A unit vector that points mostly along one axis. */
export function axis(index: number, lean = 0.1): Float32Array {
  const vector = new Float32Array(DIMENSIONS).fill(lean);
  vector[index % DIMENSIONS] = 1;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const everything: SearchScope = { collectionIds: ["c1", "c2"] };
const ids = (hits: { id: string }[]) => hits.map((hit) => hit.id);

/** What every chunk store does, whatever is behind it. */
export function storeContract(name: string, open: () => Promise<ChunkStore>) {
  describe(`${name} as a chunk store`, () => {
    let store: ChunkStore;
    const begin = async () => {
      store = await open();
      return store;
    };
    afterEach(() => store.dispose());

    const add = async (documentId: string, texts: string[], more: Partial<IndexedChunk> = {}) => {
      const chunks = texts.map((text, ordinal) => makeChunk(documentId, ordinal, text, more));
      await store.addEmbedded(
        documentId,
        chunks,
        chunks.map((_, index) => axis(index)),
      );
      await store.publish(documentId);
    };

    it("finds a document by its words before it has vectors, and then by both, each chunk once", async () => {
      await begin();
      const chunks = ["the warranty lasts twelve months", "returns are free"].map((text, ordinal) =>
        makeChunk("d1", ordinal, text),
      );
      await store.addWords("d1", chunks);
      expect(ids(await store.searchWords("warranty", everything, 10))).toEqual(["d1:0"]);
      expect(await store.searchVector(axis(0), everything, 10)).toEqual([]);
      await store.addEmbedded("d1", chunks, [axis(0), axis(1)]);
      expect(await store.searchVector(axis(0), everything, 10)).toEqual([]);
      expect(await store.documentIds()).toEqual([]);
      await store.publish("d1");
      expect(ids(await store.searchWords("warranty", everything, 10))).toEqual(["d1:0"]);
      expect(ids(await store.searchVector(axis(1), everything, 10))).toEqual(["d1:1", "d1:0"]);
      expect(await store.documentIds()).toEqual(["d1"]);
      expect(await store.count()).toBe(2);
    });

    it("gives chunks back as they were put in", async () => {
      await begin();
      const chunk = makeChunk("d1", 0, "It's 12.5 % — “quoted”\nover two lines", {
        spans: [
          { page: 1, start: 3, end: 40 },
          { page: 2, start: 0, end: 12 },
        ],
        headings: ["Terms", "Warranty's end"],
        tokens: 17,
      });
      await store.addEmbedded("d1", [{ ...chunk, about: "Terms of sale 2022" }], [axis(0)]);
      await store.publish("d1");
      expect(await store.chunks("d1", 0, 0)).toEqual([chunk]);
      const [hit] = await store.searchVector(axis(0), everything, 1);
      expect(hit).toEqual({ ...chunk, score: expect.closeTo(1, 4) });
    });

    it("searches headings and what the document is about along with the text", async () => {
      await begin();
      await add("d1", ["it lasts twelve months"], { headings: ["Warranty"], about: "Nebula 3000 handbook" });
      await add("d2", ["it is blue"]);
      expect(ids(await store.searchWords("warranty", everything, 10))).toEqual(["d1:0"]);
      expect(ids(await store.searchWords("Nebula 3000", everything, 10))).toEqual(["d1:0"]);
    });

    it("ranks the chunk with the rarer words first and meets other forms of a word", async () => {
      await begin();
      await add("d1", ["the company reports revenues", "the company reports a fusion reactor", "the company grows"]);
      expect(ids(await store.searchWords("company reactors", everything, 10))[0]).toBe("d1:1");
      expect(ids(await store.searchWords("reporting revenue", everything, 1))).toEqual(["d1:0"]);
    });

    it("takes any question as plain words", async () => {
      await begin();
      await add("d1", ["apples and pears"]);
      for (const question of [
        "",
        "   ",
        '"',
        "apples AND (pears",
        "apples' OR 1=1 --",
        "+apples -pears ~2 ^",
        "the of and",
        "💣",
        "a".repeat(20_000),
      ])
        await expect(store.searchWords(question, everything, 5), question.slice(0, 20)).resolves.toBeInstanceOf(Array);
      expect(ids(await store.searchWords("apples' OR 1=1 --", everything, 5))).toEqual(["d1:0"]);
    });

    it("stays inside the scope, and finds nothing in an empty one", async () => {
      await begin();
      await add("d1", ["one warranty"]);
      await add("d2", ["two warranty"], { collectionId: "c2" });
      await add("d3", ["three warranty"], { collectionId: "c2" });
      const find = async (scope: SearchScope) => {
        const byWords = ids(await store.searchWords("warranty", scope, 10)).sort();
        expect(ids(await store.searchVector(axis(0), scope, 10)).sort()).toEqual(byWords);
        return byWords;
      };
      expect(await find({ collectionIds: [] })).toEqual([]);
      expect(await find({ collectionIds: ["c2"] })).toEqual(["d2:0", "d3:0"]);
      expect(await find({ collectionIds: ["c1", "c2"], documentIds: ["d1", "d3"] })).toEqual(["d1:0", "d3:0"]);
      expect(await find({ collectionIds: ["c1"], documentIds: ["d3"] })).toEqual([]);
      expect(await find({ collectionIds: ["c1", "c2"], documentIds: [] })).toEqual([]);
      expect(await find({ collectionIds: ["c1", "c2"], exceptDocumentIds: ["d2"] })).toEqual(["d1:0", "d3:0"]);
    });

    it("refuses an id that it would not have made", async () => {
      await begin();
      await add("d1", ["one warranty"]);
      for (const id of ["d1' OR '1'='1", "", "a b", "ä", "x".repeat(300)])
        await expect(store.searchWords("warranty", { collectionIds: [id] }, 10), id).rejects.toMatchObject({
          code: "bad_request",
        });
    });

    it("replaces what an earlier try left: no chunk twice", async () => {
      await begin();
      await store.addWords("d1", [makeChunk("d1", 0, "early words")]);
      await store.addWords("d1", [makeChunk("d1", 0, "warranty"), makeChunk("d1", 1, "more warranty")]);
      expect(ids(await store.searchWords("warranty early", everything, 10)).sort()).toEqual(["d1:0", "d1:1"]);
      await add("d1", ["warranty", "more warranty"]);
      await add("d1", ["warranty", "more warranty", "third warranty"]);
      expect(ids(await store.searchWords("warranty", everything, 10)).sort()).toEqual(["d1:0", "d1:1", "d1:2"]);
      expect(await store.count()).toBe(3);
    });

    it("forgets a document in every stage", async () => {
      await begin();
      await add("d1", ["warranty of one"]);
      await store.addWords("d2", [makeChunk("d2", 0, "warranty of two")]);
      await store.addEmbedded("d3", [makeChunk("d3", 0, "warranty of three")], [axis(0)]);
      for (const id of ["d1", "d2", "d3", "d4"]) await store.remove(id);
      await store.publish("d3");
      expect(await store.searchWords("warranty", everything, 10)).toEqual([]);
      expect(await store.documentIds()).toEqual([]);
    });

    it("publishes several documents in one step, and leaves the others as they were", async () => {
      await begin();
      await add("d0", ["warranty of zero"]);
      for (const id of ["d1", "d2", "d3"]) {
        await store.addEmbedded(id, [makeChunk(id, 0, `warranty of ${id}`)], [axis(0)]);
      }
      await store.publish("d1", "d2");
      expect((await store.documentIds()).sort()).toEqual(["d0", "d1", "d2"]);
      await store.publish("d3");
      expect((await store.documentIds()).sort()).toEqual(["d0", "d1", "d2", "d3"]);
      expect(await store.count()).toBe(4);
    });

    it("shows no hit of a document that may not be shown, and others in its place", async () => {
      await begin();
      for (let index = 0; index < 8; index++) await add(`d${index}`, [`warranty ${index}`, `more warranty ${index}`]);
      const shown = new Set(["d5", "d6", "d7"]);
      const asked: string[][] = [];
      const live = createLiveSearch(store, async (documentIds) => {
        asked.push(documentIds);
        return new Set(documentIds.filter((id) => shown.has(id)));
      });
      for (const hits of [
        await live.searchWords("warranty", everything, 6),
        await live.searchVector(axis(0), everything, 6),
      ])
        expect(new Set(hits.map((hit) => hit.documentId)), JSON.stringify(hits)).toEqual(shown);
      // SQL is asked about the documents of hits, never about more than were asked for.
      expect(Math.max(...asked.map((documentIds) => documentIds.length))).toBeLessThanOrEqual(6);
    });

    it("returns neighbouring chunks in order", async () => {
      await begin();
      await add(
        "d1",
        Array.from({ length: 12 }, (_, index) => `text ${index}`),
      );
      expect(ids(await store.chunks("d1", 8, 10))).toEqual(["d1:8", "d1:9", "d1:10"]);
      expect(await store.chunks("d9", 0, 5)).toEqual([]);
    });

    it("is the same after maintenance", async () => {
      await begin();
      for (let index = 0; index < 6; index++) await add(`d${index}`, [`warranty number ${index}`, "other words"]);
      await store.remove("d3");
      const before = ids(await store.searchWords("warranty", everything, 10)).sort();
      await store.maintain();
      expect(ids(await store.searchWords("warranty", everything, 10)).sort()).toEqual(before);
      expect(before).toEqual(["d0:0", "d1:0", "d2:0", "d4:0", "d5:0"]);
    });
  });
}
