import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askedView, canBeTested, keptView } from "../../app/_components/conversations/answer-view.ts";
import type { Answer } from "../../lib/base/types.ts";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { formatQuestions, parseQuestions } from "../../lib/eval/questions.ts";
import { createTestQuestionsService } from "../../lib/services/test-questions.ts";

const ann = { id: "ann", name: "Ann", email: "ann@example.org" };
const bob = { id: "bob", name: "Bob", email: "bob@example.org" };
const cited = {
  n: 1,
  documentId: "d",
  documentName: "terms.pdf",
  version: 1,
  page: 3,
  pageLabel: "3",
  boxes: [],
  start: 4,
  end: 18,
  quote: "Twelve\nmonths.",
};
let folder: string;
let catalog: Catalog;
let questions: ReturnType<typeof createTestQuestionsService>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-test-questions-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(catalog.tables.user).values([ann, bob]);
  questions = createTestQuestionsService({ ...catalog, format: formatQuestions });
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});

/** An answer of Ann's, as it is kept. */
async function answered(id: string, given: Partial<Answer>): Promise<Answer> {
  const conversationId = await catalog.conversations.create("ann", "A title");
  const { answer } = askedView("k", "How long?", conversationId, {});
  const kept = { ...answer, id, createdAt: new Date().toISOString(), ...given };
  await catalog.conversations.keep(kept, "ann");
  return kept;
}

test("a kept question is read by an evaluation with the words its answer stood on", async () => {
  await answered("a", { citations: [cited] });
  const kept = await questions.keep(ann, "a");
  expect(kept).toMatchObject({ question: "How long?", documentName: "terms.pdf", page: 3, quote: "Twelve\nmonths." });
  await answered("b", { question: "And then?", searchedAs: "How long, and then?", status: "no_evidence" });
  await questions.keep(ann, "b");
  const [first, second, ...rest] = parseQuestions(await questions.jsonLines(ann));
  expect(rest).toEqual([]);
  expect([first, second].map((one) => one?.question).sort()).toEqual(["How long, and then?", "How long?"]);
  const byId = [first, second].find((one) => one?.id === kept.id);
  expect(byId).toMatchObject({
    unanswerable: false,
    places: [{ document: "terms.pdf", page: 3, quote: "Twelve\nmonths." }],
  });
  expect([first, second].find((one) => one?.id !== kept.id)).toMatchObject({ unanswerable: true, places: [] });
});

test("the same answer is kept once, and its question outlives the conversation", async () => {
  const { conversationId } = await answered("a", { citations: [cited] });
  const { id } = await questions.keep(ann, "a");
  expect((await questions.keep(ann, "a")).id).toBe(id);
  await catalog.conversations.remove(conversationId, "ann");
  expect((await questions.list(ann)).map((one) => one.id)).toEqual([id]);
  await questions.remove(ann, id);
  expect(await questions.list(ann)).toEqual([]);
});

test("one person's answers and test questions are not another's", async () => {
  await answered("a", { citations: [cited] });
  await expect(questions.keep(bob, "a")).rejects.toMatchObject({ code: "not_found" });
  const { id } = await questions.keep(ann, "a");
  expect(await questions.list(bob)).toEqual([]);
  expect(await questions.jsonLines(bob)).toBe("");
  await expect(questions.remove(bob, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await questions.list(ann)).toHaveLength(1);
});

test("an answer that cites nothing is no test, and has no button for it", async () => {
  const bare = await answered("a", {});
  await expect(questions.keep(ann, "a")).rejects.toMatchObject({ code: "conflict" });
  expect(canBeTested(keptView(bare))).toBe(false);
  expect(canBeTested(keptView({ ...bare, citations: [cited] }))).toBe(true);
  expect(canBeTested(keptView({ ...bare, citations: [cited], status: "stopped" }))).toBe(false);
  expect(canBeTested(keptView({ ...bare, status: "no_evidence" }))).toBe(true);
});

test("questions of several documents keep their places in JSON Lines", () => {
  const question = {
    id: "x",
    question: "Which is larger?",
    answer: "The second",
    places: [
      { document: "a.pdf", page: 1, quote: "ten" },
      { document: "b.pdf", page: 2, quote: "twelve" },
    ],
    unanswerable: false,
    kinds: ["two documents"],
  };
  expect(parseQuestions(formatQuestions([question]))).toEqual([question]);
});
