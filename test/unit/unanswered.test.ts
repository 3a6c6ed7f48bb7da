import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askedView } from "../../app/_components/conversations/answer-view.ts";
import type { Answer } from "../../lib/base/types.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { createConversationsService } from "../../lib/services/conversations.ts";

const ann = { id: "ann", name: "Ann", email: "ann@example.org" };
const bob = { id: "bob", name: "Bob", email: "bob@example.org" };
let folder: string;
let catalog: Catalog;
let guarded: ReturnType<typeof createConversationsService>;
/** A document of a collection of Ann's, and one of Bob's. */
let annsDocument: string;
let bobsDocument: string;
let minute: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-unanswered-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(catalog.tables.user).values([ann, bob]);
  guarded = createConversationsService(catalog);
  annsDocument = await documentOf("ann");
  bobsDocument = await documentOf("bob");
  minute = 0;
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

async function documentOf(userId: string): Promise<string> {
  const { id: collectionId } = await catalog.collections.create(`${userId}'s`, userId);
  const file = { sha256: "a".repeat(64), name: "a.pdf", mediaType: "application/pdf", size: 3, createdBy: userId };
  return (await catalog.documents.add({ collectionId, ...file })).record.id;
}

/** Asks one minute after the last question; `nearest` are the documents whose passages came closest. */
async function ask(userId: string, question: string, status: Answer["status"], nearest: string[] = []) {
  const conversationId = await catalog.conversations.create(userId, question);
  const { answer } = askedView("k", question, conversationId, {});
  const passage = {
    documentName: "a.pdf",
    page: 1,
    pageLabel: "1",
    start: 0,
    end: 1,
    text: "x",
    score: 0,
    highlights: [],
  };
  const evidence = nearest.map((documentId) => ({ ...passage, documentId }));
  minute += 1;
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  await catalog.conversations.keep({ ...answer, id: `${minute}`, status, evidence, createdAt }, userId);
  return conversationId;
}
const listed = async (person: typeof ann) => (await guarded.unanswered(person)).map(({ question }) => question);

test("what the documents did not hold and what the model declined is listed, newest first", async () => {
  const conversationId = await ask("ann", "Who is the mayor?", "no_evidence");
  await ask("ann", "How tall is it?", "answered", [annsDocument]);
  await ask("ann", "Broken?", "failed");
  await ask("ann", "What happened?", "model_declined", [annsDocument]);
  const questions = await guarded.unanswered(ann);
  expect(questions.map(({ question, status }) => [question, status])).toEqual([
    ["What happened?", "model_declined"],
    ["Who is the mayor?", "no_evidence"],
  ]);
  expect(questions[1]).toMatchObject({ conversationId, askedAt: "2026-01-01T00:01:00.000Z" });
});

test("a question asked twice is listed once, and no more once it is answered", async () => {
  await ask("ann", "Who is the mayor?", "no_evidence");
  await ask("ann", "What else?", "no_evidence");
  await ask("ann", "who is the mayor? ", "no_evidence");
  expect(await listed(ann)).toEqual(["who is the mayor? ", "What else?"]);
  await ask("ann", "Who is the mayor?", "answered", [annsDocument]);
  expect(await listed(ann)).toEqual(["What else?"]);
});

test("whoever keeps the collection sees what others asked of it, but not their conversation", async () => {
  await ask("bob", "Who is the mayor?", "no_evidence", [annsDocument]);
  expect(await guarded.unanswered(ann)).toMatchObject([{ question: "Who is the mayor?", conversationId: null }]);
  const [annsCollection] = await catalog.collections.list("ann");
  const carol = { id: "carol", name: "Carol", email: "carol@example.org" };
  await catalog.db.insert(catalog.tables.user).values(carol);
  const membership = { collectionId: annsCollection?.id ?? "", userId: "carol" };
  await catalog.db.insert(catalog.tables.member).values({ ...membership, role: "reader" });
  expect(await listed(carol)).toEqual([]);
  await catalog.db.update(catalog.tables.member).set({ role: "editor" });
  expect(await listed(carol)).toEqual(["Who is the mayor?"]);
});

test("a question that also touched someone else's collection, or none, stays with who asked it", async () => {
  await ask("bob", "Touching both?", "no_evidence", [annsDocument, bobsDocument]);
  await ask("bob", "Near nothing?", "no_evidence");
  expect(await listed(ann)).toEqual([]);
  expect(await listed(bob)).toEqual(["Near nothing?", "Touching both?"]);
});
