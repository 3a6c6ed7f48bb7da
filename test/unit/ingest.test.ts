import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import type { ParsedDocument } from "../../lib/base/types.ts";
import { type Catalog, createCatalog, type Job } from "../../lib/catalog/index.ts";
import { user } from "../../lib/catalog/schema.ts";
import { createChunker } from "../../lib/chunk/index.ts";
import { createHashEmbedder } from "../../lib/embed/index.ts";
import {
  aboutOf,
  type IngestProgress,
  type IngestRooms,
  type IngestTask,
  ingest,
  LeaseLost,
  type Outcome,
} from "../../lib/ingest/index.ts";
import { type ChunkStore, createMemoryStore } from "../../lib/store/index.ts";

const parsed: ParsedDocument = {
  title: "Terms of sale",
  pages: [
    { number: 1, text: "1 Warranty\nThe warranty lasts twelve months. It starts on the day of delivery." },
    { number: 2, text: "" },
    { number: 3, text: "2 Returns\nReturns are free within thirty days." },
  ],
  outline: [
    { title: "Warranty", page: 1, level: 0 },
    { title: "Returns", page: 3, level: 0 },
  ],
  unreadablePages: [2],
  warnings: ["Page 2 could not be read."],
};

describe("ingest", () => {
  let folder: string;
  let catalog: Catalog;
  let store: ChunkStore;
  let job: Job;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "footnote-ingest-"));
    catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
    await catalog.migrate("lib/catalog/migrations");
    await catalog.db.insert(user).values({ id: "ann", name: "Ann", email: "ann@example.org" });
    const { id: collectionId } = await catalog.collections.create("Documents", "ann");
    store = createMemoryStore();
    const file = { sha256: "a".repeat(64), name: "terms_2022.pdf", mediaType: "application/pdf" };
    await catalog.documents.add({ ...file, collectionId, size: 1, createdBy: "Ann" });
    const [taken] = await catalog.jobs.take("worker", 60_000);
    if (taken === undefined) throw new Error("no job");
    job = taken;
  });
  afterEach(async () => {
    catalog.close();
    await rm(folder, { recursive: true });
  });

  const rooms = (parse: IngestRooms["parser"]["parse"]): IngestRooms => {
    const embedder = createHashEmbedder();
    return {
      originals: { pathOf: (sha256) => join(folder, sha256) },
      documents: { ...catalog.leases, stillOurs: async (jobs) => new Set(jobs.map(({ documentId }) => documentId)) },
      parser: { parse },
      chunker: createChunker({ tokenizer: embedder.tokenizer, targetTokens: 20 }),
      embedder,
      store,
    };
  };
  /** Takes the one document in; throws what ended it. */
  const ingestOne = async (all: IngestRooms, more: Partial<IngestTask> = {}) => {
    const task = { job, signal: new AbortController().signal, onProgress: () => undefined, ...more };
    const [outcome] = await ingest([task], all, { wordsFirst: true });
    if (outcome === undefined || "error" in outcome) throw outcome?.error;
    return outcome.done;
  };
  const scope = () => ({ collectionIds: [job.collectionId] });

  it("ends with a ready document: its pages kept, its chunks findable with page and heading, its warnings said", async () => {
    const seen: IngestProgress[] = [];
    const done = await ingestOne(
      rooms(async () => parsed),
      { onProgress: (one) => seen.push(one) },
    );
    const record = await catalog.documents.get(job.documentId);
    expect(record).toMatchObject({
      status: "ready",
      warnings: parsed.warnings,
      coverage: { pages: 3, textPages: 2, unreadablePages: [2] },
    });
    expect(record?.chunks).toBe(done.chunks);
    expect(await catalog.documents.page(job.documentId, 1)).toEqual(parsed.pages[0]);
    const [hit] = await store.searchWords("when does the warranty start", scope(), 5);
    expect(hit).toMatchObject({ headings: ["Warranty"], spans: [{ page: 1 }] });
    expect(await store.searchWords("terms 2022", scope(), 5)).toHaveLength(done.chunks);
    expect(seen.at(-1)).toEqual({ status: "embedding", chunksDone: done.chunks, chunksTotal: done.chunks });
  });

  it("is findable by words, and said to be, before the first vector is made", async () => {
    const all = rooms(async () => parsed);
    let between: unknown;
    const embed: IngestRooms["embedder"]["embed"] = async (...input) => {
      between = [
        (await catalog.documents.get(job.documentId))?.textReady,
        (await store.searchWords("returns", scope(), 5)).length,
      ];
      return all.embedder.embed(...input);
    };
    await ingestOne({ ...all, embedder: { ...all.embedder, embed } });
    expect(between).toEqual([true, 1]);
  });

  it("passes the parser's error on, and stops where it is told to", async () => {
    const refuse = async () => {
      throw new FootnoteError("password_protected", "This PDF asks for a password.");
    };
    await expect(ingestOne(rooms(refuse))).rejects.toMatchObject({ code: "password_protected" });
    const controller = new AbortController();
    const stopped = ingestOne(
      rooms(async () => parsed),
      { signal: controller.signal, onProgress: () => controller.abort(new Error("told to")) },
    );
    await expect(stopped).rejects.toThrow("told to");
    expect(await store.documentIds()).toEqual([]);
  });
});

describe("several small files taken in together", () => {
  let folder: string;
  let catalog: Catalog;
  let jobs: Job[];
  const store = createMemoryStore();
  const embedder = createHashEmbedder();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "footnote-batch-"));
    catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
    await catalog.migrate("lib/catalog/migrations");
    await catalog.db.insert(user).values({ id: "ann", name: "Ann", email: "ann@example.org" });
    const { id: collectionId } = await catalog.collections.create("Documents", "ann");
    for (const name of ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"]) {
      const file = { sha256: name, name, mediaType: "text/plain", size: 10, createdBy: "Ann" };
      await catalog.documents.add({ ...file, collectionId });
    }
    jobs = (await catalog.jobs.take("worker", 60_000, { files: 9, fileBytes: 99, bytes: 99 })).sort((a, b) =>
      a.name.localeCompare(b.name),
    );
    for (const { documentId } of jobs) await store.remove(documentId);
  });
  afterEach(async () => {
    catalog.close();
    await rm(folder, { recursive: true });
  });

  const run = (rooms: Partial<IngestRooms>, controllers: Partial<Record<string, AbortController>> = {}) => {
    const tasks = jobs.map((job) => ({
      job,
      signal: controllers[job.name]?.signal ?? new AbortController().signal,
      onProgress: () => undefined,
    }));
    const all: IngestRooms = {
      originals: { pathOf: (sha256) => sha256 },
      documents: {
        ...catalog.leases,
        stillOurs: async (mine) => {
          const ends = await catalog.leases.renew(mine, 60_000);
          return new Set(mine.map(({ documentId }) => documentId).filter((id) => !ends.has(id)));
        },
      },
      parser: { parse: async (path) => ({ ...parsed, title: path, outline: [] }) },
      chunker: createChunker({ tokenizer: embedder.tokenizer, targetTokens: 20 }),
      embedder,
      store,
      ...rooms,
    };
    return ingest(tasks, all, { wordsFirst: false });
  };
  const statuses = async () =>
    Promise.all(jobs.map(async ({ documentId }) => (await catalog.documents.get(documentId))?.status));
  const errorOf = (outcomes: Outcome[], name: string) => {
    const outcome = outcomes.find(({ task }) => task.job.name === name);
    return outcome !== undefined && "error" in outcome ? outcome.error : undefined;
  };

  it("are embedded in one call and stored in one commit", async () => {
    const calls: number[] = [];
    const commits: string[][] = [];
    const embed: IngestRooms["embedder"]["embed"] = (texts, ...more) => {
      calls.push(texts.length);
      return embedder.embed(texts, ...more);
    };
    const publish = (...ids: string[]) => {
      commits.push(ids);
      return store.publish(...ids);
    };
    const outcomes = await run({ embedder: { ...embedder, embed }, store: { ...store, publish } });
    expect(outcomes.filter((outcome) => "done" in outcome)).toHaveLength(5);
    expect(calls).toHaveLength(1);
    expect(commits).toEqual([jobs.map(({ documentId }) => documentId)]);
    expect(await statuses()).toEqual(Array(5).fill("ready"));
    expect(await catalog.jobs.take("next", 1000)).toEqual([]);
  });

  it("end one by one: one cannot be read, one is cancelled, one lost its lease, and the others are ready", async () => {
    const stop = new AbortController();
    const [, b, c, d] = jobs;
    const outcomes = await run(
      {
        parser: {
          parse: async (path) => {
            if (path === "b.txt") throw new FootnoteError("damaged_file", "It is damaged.");
            return { ...parsed, title: path, outline: [] };
          },
        },
        embedder: {
          ...embedder,
          embed: async (...input) => {
            stop.abort(new FootnoteError("cancelled", "Cancelled."));
            // Somebody cancelled it and queued it again meanwhile: it is not ours any more.
            await catalog.jobs.cancel(d?.documentId ?? "");
            await catalog.jobs.retry(d?.documentId ?? "");
            return embedder.embed(...input);
          },
        },
      },
      { "c.txt": stop },
    );
    expect(errorOf(outcomes, "b.txt")).toMatchObject({ code: "damaged_file" });
    expect(errorOf(outcomes, "c.txt")).toMatchObject({ code: "cancelled" });
    expect(errorOf(outcomes, "d.txt")).toBeInstanceOf(LeaseLost);
    expect(await statuses()).toEqual(["ready", "parsing", "embedding", "queued", "ready"]);
    const indexed = await store.documentIds();
    for (const job of [b, c, d]) expect(indexed).not.toContain(job?.documentId);
  });

  it("go on when one of them cannot be embedded: only that one fails", async () => {
    const embed: IngestRooms["embedder"]["embed"] = async (texts, ...more) => {
      if (texts.some((text) => text.startsWith("c"))) throw new Error("a row that the runtime does not take");
      return embedder.embed(texts, ...more);
    };
    const outcomes = await run({ embedder: { ...embedder, embed } });
    expect(String(errorOf(outcomes, "c.txt"))).toContain("does not take");
    expect(await statuses()).toEqual(["ready", "ready", "embedding", "ready", "ready"]);
  });
});

describe("what a document is about", () => {
  it("is its name, and its title where that says more", () => {
    expect(aboutOf("2022 Q3 AAPL.pdf", null)).toBe("2022 Q3 AAPL");
    expect(aboutOf("DeepSeek_R1.pdf", "Incentivizing Reasoning")).toBe("DeepSeek R1. Incentivizing Reasoning");
    expect(aboutOf("plan.pdf", "Microsoft Word - plan_final2.doc")).toBe("plan");
    expect(aboutOf("plan.pdf", "plan")).toBe("plan");
  });
});
