import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askedView } from "../../app/_components/conversations/answer-view.ts";
import type { Answer } from "../../lib/base/types.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { createMetersService } from "../../lib/services/meters.ts";

const ann = { id: "ann", name: "Ann", email: "ann@example.org" };
const bob = { id: "bob", name: "Bob", email: "bob@example.org" };
let folder: string;
let catalog: Catalog;
let meters: ReturnType<typeof createMetersService>;
let reports: { collectionId: string; documentId: string };
let letters: { collectionId: string; documentId: string };
let count = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-meters-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(catalog.tables.user).values([ann, bob]);
  meters = createMetersService({ meters: catalog.meters, energy: { measures: null, watts: 45 } });
  reports = await collectionOf("ann", "Reports");
  letters = await collectionOf("bob", "Letters");
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

async function collectionOf(userId: string, name: string) {
  const { id: collectionId } = await catalog.collections.create(name, userId);
  const file = { sha256: "a".repeat(64), name: "a.pdf", mediaType: "application/pdf", size: 3, createdBy: userId };
  return { collectionId, documentId: (await catalog.documents.add({ collectionId, ...file })).record.id };
}

/** Keeps an answer of 2 s that read 100 tokens, thought 30 and wrote 20, from this document. */
async function keep(userId: string, documentId: string | null, more: Partial<Answer> = {}): Promise<Answer> {
  const conversationId = more.conversationId ?? (await catalog.conversations.create(userId, "Why?"));
  const { answer } = askedView("k", "Why?", conversationId, {});
  const place = {
    documentName: "a.pdf",
    page: 1,
    pageLabel: "1",
    start: 0,
    end: 1,
    text: "x",
    score: 0,
    highlights: [],
  };
  const record: Answer = {
    ...answer,
    id: `answer-${++count}`,
    evidence: documentId === null ? [] : [{ ...place, documentId }],
    usage: { promptTokens: 100, cachedTokens: 0, reasoningTokens: 30, completionTokens: 50 },
    timings: { ...answer.timings, queueMs: 500, totalMs: 2500 },
    energy: { wattHours: 0.5, method: "estimated" },
    createdAt: new Date().toISOString(),
    ...more,
  };
  await catalog.conversations.keep(record, userId);
  return record;
}

test("adds answers up by day and collection, what was measured apart from what was estimated", async () => {
  await keep("ann", reports.documentId);
  await keep("ann", reports.documentId, {
    energy: { wattHours: 0.25, method: "measured", how: "CPU package counter" },
  });
  const longAgo = new Date();
  longAgo.setDate(longAgo.getDate() - 3);
  await keep("ann", null, { createdAt: longAgo.toISOString() });
  const { days, collections, total } = await meters.read(ann, 30);
  expect(days).toHaveLength(2);
  expect(days[1]).toMatchObject({ answers: 2, promptTokens: 200, thoughtTokens: 60, textTokens: 40, seconds: 4 });
  expect(days[1]?.wattHours).toEqual({ measured: 0.25, estimated: 0.5 });
  expect(collections.map(({ name, answers }) => [name, answers])).toEqual([
    ["Reports", 2],
    [null, 1],
  ]);
  expect(total).toMatchObject({ answers: 3, wattHours: { measured: 0.25, estimated: 1 } });
  expect((await meters.read(ann, 2)).total.answers).toBe(2);
});

test("a deleted conversation does not lower the totals, and an answer kept again is not counted again", async () => {
  const kept = await keep("ann", reports.documentId);
  await catalog.conversations.keep(kept, "ann");
  expect((await meters.read(ann, 30)).total.answers).toBe(1);
  await catalog.conversations.remove(kept.conversationId, "ann");
  expect((await meters.read(ann, 30)).total).toMatchObject({ answers: 1, seconds: 2 });
});

test("a person sees the totals of their own collections alone, whoever asked there", async () => {
  await keep("ann", reports.documentId);
  await keep("bob", letters.documentId);
  await keep("bob", null);
  expect((await meters.read(ann, 30)).collections.map(({ name }) => name)).toEqual(["Reports"]);
  await catalog.db.insert(catalog.tables.member).values({ ...letters, userId: "ann", role: "reader" });
  const { collections, total } = await meters.read(ann, 30);
  expect(collections.map(({ name }) => name).sort()).toEqual(["Letters", "Reports"]);
  expect(total.answers).toBe(2);
});

test("without an answer everything is nought", async () => {
  expect((await meters.read(ann, 30)).total).toEqual({
    answers: 0,
    promptTokens: 0,
    thoughtTokens: 0,
    textTokens: 0,
    seconds: 0,
    wattHours: { measured: 0, estimated: 0 },
  });
});
