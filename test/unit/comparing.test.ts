import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import type { AnswerEvent } from "../../lib/base/types.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import type { GenerateRequest, Generator, GeneratorInfo } from "../../lib/generate/index.ts";
import { createScriptedGenerator } from "../../lib/generate/index.ts";
import { createRetriever } from "../../lib/retrieve/index.ts";
import { type CompareEvent, type CompareRequest, createComparisonsService } from "../../lib/services/comparisons.ts";
import { running } from "../fixtures/running-model.ts";
import { bagEmbedder, smallStore } from "./retrieve/small-store.ts";

const ann = { id: "ann", name: "Ann", email: "ann@example.org" };
const bob = { id: "bob", name: "Bob", email: "bob@example.org" };
const question = "How many months does the warranty last from delivery?";
const documents = Object.fromEntries(
  ["warranty", "terms", "leaflet", "manual"].map((name, index) => [
    name,
    [`The warranty of the ${name} lasts ${index + 12} months from delivery. ${"More words follow here. ".repeat(12)}`],
  ]),
);

let folder: string;
let catalog: Catalog;
let retrieved: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-comparing-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(catalog.tables.user).values([ann, bob]);
  retrieved = 0;
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

/** A model that says so much, and the requests that it was given. */
function model(info: Partial<GeneratorInfo>, text = "The warranty lasts 12 months from delivery [1].") {
  const asked: GenerateRequest[] = [];
  const generator = createScriptedGenerator(
    (request) => {
      asked.push(request);
      return [{ type: "text", delta: text }];
    },
    { info },
  );
  return { generator, asked };
}

function comparingOf(loaded: Generator, second: Generator | null) {
  const { store, pageText, documentName } = smallStore(documents);
  const retriever = createRetriever({ embedder: () => bagEmbedder, store, documentsNamed: async () => [] });
  return createComparisonsService({
    loaded,
    second,
    conversations: catalog.conversations,
    comparisons: catalog.comparisons,
    rights: { readable: async () => ["c1"] },
    retriever: {
      retrieve: (request) => {
        retrieved += 1;
        return retriever.retrieve(request);
      },
    },
    embedder: () => bagEmbedder,
    documents: {
      anyFindable: async () => true,
      hidden: async () => [],
      names: async (ids: string[]) => new Map(ids.map((id) => [id, documentName(id)])),
      pageText,
      page: async (id: string, number: number) => ({ number, text: await pageText(id, number) }),
      pending: async () => 0,
      unreadable: async () => [],
    } as unknown as Parameters<typeof createComparisonsService>[0]["documents"], // what answering takes of them
    config: { ANSWER_TOKENS: 200, THOUGHT_TOKENS: 100 },
  });
}

async function run(comparing: ReturnType<typeof comparingOf>, asked: Partial<CompareRequest> = {}) {
  const request: CompareRequest = { question, left: "loaded", right: "second", ...asked };
  const all: CompareEvent[] = [];
  for await (const event of await comparing.compare(ann, request, new AbortController())) all.push(event);
  const last = all.at(-1);
  if (last?.type !== "comparison") throw new Error("no comparison at the end");
  return { all, comparison: last.comparison };
}

/** The sources that a side was shown. */
function sourcesOf(all: CompareEvent[], side: "left" | "right"): string[] {
  const events = all.flatMap((event): AnswerEvent[] =>
    event.type === "side" && event.side === side ? [event.event] : [],
  );
  return events.flatMap((event) => (event.type === "sources" ? event.sources.map(({ text }) => text) : []));
}

describe("a comparison", () => {
  it("searches once, and both read the same sources, as many as the smaller context holds", async () => {
    const [large, small] = [model({ name: "A", contextSize: 8192 }), model({ name: "B", contextSize: 700 })];
    const { all, comparison } = await run(comparingOf(large.generator, small.generator));
    expect(retrieved).toBe(1);
    expect(sourcesOf(all, "left")).toEqual(sourcesOf(all, "right"));
    expect(comparison?.left.answer.coverage.hitsRead).toBeLessThan(4);
    expect(comparison?.left.answer.coverage.hitsRead).toBe(comparison?.right.answer.coverage.hitsRead);
    expect(comparison).toMatchObject({ left: { name: "A" }, right: { name: "B" }, preference: null, earlier: false });
    expect(comparison?.left.answer.citations.length).toBeGreaterThan(0);
  });

  it("asks one model with and without thinking, and only a model that can be told", async () => {
    const thinker = model({ name: "R1", promptForm: "r1", contextSize: 8192, running });
    const comparing = comparingOf(thinker.generator, null);
    expect((await comparing.candidates(ann)).candidates.map(({ name }) => name)).toEqual([
      "R1",
      "R1, without thinking",
    ]);
    const { comparison } = await run(comparing, { right: "loaded-unthinking" });
    expect(thinker.asked.map(({ thoughtTokens }) => thoughtTokens)).toEqual([100, 0]);
    expect(comparison?.right.name).toBe("R1, without thinking");
    const elsewhere = model({ name: "R1", promptForm: "r1" });
    expect((await comparingOf(elsewhere.generator, null).candidates(ann)).candidates).toHaveLength(1);
  });

  it("says plainly why there is nothing to compare", async () => {
    const { candidates, notes } = await comparingOf(
      model({ name: "Starter", starter: true }).generator,
      null,
    ).candidates(ann);
    expect(candidates).toEqual([{ id: "loaded", name: "Starter", starter: true }]);
    expect(notes.join()).toContain("does not think");
    await expect(run(comparingOf(model({}).generator, null))).rejects.toMatchObject({ code: "not_found" });
    await expect(run(comparingOf(model({}).generator, null), { right: "loaded" })).rejects.toThrow("the same");
  });

  it("tells two servers with the same model apart, and says when the second is away", async () => {
    const both = await comparingOf(model({ name: "A" }).generator, model({ name: "A" }).generator).candidates(ann);
    expect(both.candidates.map(({ name }) => name)).toEqual(["A", "A, second server"]);
    const away = createScriptedGenerator([], {
      unavailable: new FootnoteError("model_unavailable", "The model does not answer."),
    });
    const { candidates, notes } = await comparingOf(model({ name: "A" }).generator, away).candidates(ann);
    expect(candidates).toHaveLength(1);
    expect(notes[0]).toContain("does not answer");
  });

  it("sets a new answer beside an earlier one by another model, for the same question only", async () => {
    const old = await run(comparingOf(model({ name: "Old" }).generator, model({ name: "Other" }).generator));
    const answer = old.comparison?.left.answer;
    if (answer === undefined) throw new Error("no answer to keep");
    const conversationId = await catalog.conversations.create("ann", question);
    await catalog.conversations.keep({ ...answer, conversationId }, "ann");
    const comparing = comparingOf(model({ name: "New" }).generator, null);
    expect((await comparing.candidates(ann)).earlier).toMatchObject([{ answerId: answer.id, model: "Old", question }]);
    expect((await comparing.candidates(bob)).earlier).toEqual([]);
    const { comparison } = await run(comparing, { right: "earlier", earlierAnswerId: answer.id });
    expect(comparison).toMatchObject({ left: { name: "New" }, right: { name: "Old" }, earlier: true });
    const another = { question: "Why?", right: "earlier" as const, earlierAnswerId: answer.id };
    await expect(run(comparing, another)).rejects.toThrow("another question");
  });

  it("is not kept when nothing was found or a side failed, and what was spent is counted all the same", async () => {
    const failing = createScriptedGenerator([
      { type: "fail", error: new FootnoteError("model_interrupted", "The model stopped.") },
    ]);
    const { all, comparison } = await run(comparingOf(model({ name: "A" }).generator, failing));
    expect(comparison).toBeNull();
    expect(all.some((event) => event.type === "side" && event.side === "left" && event.event.type === "finish")).toBe(
      true,
    );
    const about = { question: "Who composed the opera about the Norwegian volcano?" };
    const nothing = await run(comparingOf(model({ name: "A" }).generator, model({ name: "B" }).generator), about);
    expect(nothing.comparison).toBeNull();
    expect(await catalog.comparisons.list("ann")).toEqual([]);
    expect((await catalog.meters.read("ann", 1)).total.answers).toBe(4);
  });
});

describe("at the end of the process", () => {
  it.each([
    ["the first side is being written", 0],
    ["the second side is being written", 1],
  ])("a comparison is ended while %s, its reader is told, and nothing of it is kept", async (_, hanging) => {
    const hangs = createScriptedGenerator([{ type: "text", delta: "The warranty" }, { type: "hang" }]);
    const writes = model({ name: "A" }).generator;
    const comparing = hanging === 0 ? comparingOf(hangs, writes) : comparingOf(writes, hangs);
    const asked: CompareRequest = { question, left: "loaded", right: "second" };
    const side = hanging === 0 ? "left" : "right";
    const statuses: string[] = [];
    let ended: Promise<void> | undefined;
    let last: CompareEvent | undefined;
    for await (const event of await comparing.compare(ann, asked, new AbortController())) {
      last = event;
      if (event.type !== "side") continue;
      if (event.side === side && event.event.type === "text") ended = comparing.stopAll();
      if (event.event.type === "finish") statuses.push(event.event.answer.status);
    }
    await ended;
    expect(statuses.at(-1)).toBe("stopped");
    expect(last).toEqual({ type: "comparison", comparison: null });
    expect(await catalog.comparisons.list("ann")).toEqual([]);
  });

  it("one that nobody reads any more is ended too", async () => {
    const hangs = createScriptedGenerator([{ type: "hang" }], { info: { name: "A" } });
    const comparing = comparingOf(hangs, hangs);
    await comparing.compare(ann, { question, left: "loaded", right: "second" }, new AbortController());
    await comparing.stopAll();
    expect(await catalog.comparisons.list("ann")).toEqual([]);
  });
});

describe("preferences", () => {
  it("are kept and added up by pair, whichever side each stood on; nobody else sees them", async () => {
    const guarded = comparingOf(
      createScriptedGenerator(() => []),
      null,
    );
    const { generator: a } = model({ name: "A" });
    const { generator: b } = model({ name: "B" });
    const ids: string[] = [];
    for (const [loaded, second] of [
      [a, b],
      [b, a],
      [a, b],
    ] as const) {
      ids.push((await run(comparingOf(loaded, second))).comparison?.id ?? "");
    }
    const [first = "", second = "", third = ""] = ids;
    await guarded.prefer(ann, first, "left");
    await guarded.prefer(ann, second, "right");
    await guarded.prefer(ann, third, "tie");
    expect(await guarded.totals(ann)).toEqual([{ a: "A", b: "B", aPreferred: 2, bPreferred: 0, ties: 1 }]);
    await guarded.prefer(ann, first, null);
    await guarded.prefer(ann, second, "left");
    expect(await guarded.totals(ann)).toEqual([{ a: "A", b: "B", aPreferred: 0, bPreferred: 1, ties: 1 }]);
    expect((await guarded.list(ann)).map(({ preference }) => preference)).toEqual(["tie", "left", null]);
    expect(await guarded.list(bob)).toEqual([]);
    await expect(guarded.get(bob, first)).rejects.toMatchObject({ code: "not_found" });
    await expect(guarded.prefer(bob, first, "tie")).rejects.toMatchObject({ code: "not_found" });
    await expect(guarded.remove(bob, first)).rejects.toMatchObject({ code: "not_found" });
    await guarded.remove(ann, first);
    await expect(guarded.get(ann, first)).rejects.toMatchObject({ code: "not_found" });
  });
});
