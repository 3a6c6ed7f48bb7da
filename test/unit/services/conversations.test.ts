import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../../../lib/access/index.ts";
import type { Answer, AnswerEvent } from "../../../lib/base/types.ts";
import { createScriptedGenerator } from "../../../lib/generate/index.ts";
import { gather, type Organisation, openOrganisation } from "../../fixtures/organisation.ts";

let org: Organisation;
let ann: Person;
let collectionId: string;
let documentId: string;

const warranty = "The warranty lasts twelve months from delivery. It covers parts and labour in all countries.";
const question = "How long does the warranty last?";

beforeEach(async () => {
  org = await openOrganisation();
  ann = await org.person("ann");
  collectionId = (await org.services.collections.create(ann, "Papers")).id;
  documentId = await org.document(collectionId, "warranty.txt", [warranty]);
});
afterEach(() => org.close());

async function ask(asked: Partial<Parameters<Organisation["services"]["answers"]["ask"]>[1]> = {}): Promise<Answer> {
  const events = await org.services.answers.ask(ann, { question, ...asked }, new AbortController());
  const last = (await gather(events)).at(-1);
  if (last?.type !== "finish") throw new Error("the answer did not finish");
  return last.answer;
}

describe("a conversation", () => {
  test("begins with the first question, is named after it, and keeps its answers in order", async () => {
    const first = await ask();
    const second = await ask({ conversationId: first.conversationId, question: "Does it cover labour?" });
    expect(second.conversationId).toBe(first.conversationId);
    const kept = await org.services.conversations.get(ann, first.conversationId);
    expect(kept.title).toBe(question);
    expect(kept.answers.map((answer) => answer.question)).toEqual([question, "Does it cover labour?"]);
    expect(await org.services.conversations.list(ann)).toMatchObject([{ id: first.conversationId, answers: 2 }]);
  });

  test("is listed with the one that was used last on top", async () => {
    const older = await ask();
    const newer = await ask({ question: "What does the warranty cover?" });
    await ask({ conversationId: older.conversationId });
    const listed = await org.services.conversations.list(ann);
    expect(listed.map(({ id }) => id)).toEqual([older.conversationId, newer.conversationId]);
  });

  test("is renamed and deleted with its answers", async () => {
    const { id, conversationId } = await ask();
    await org.services.conversations.rename(ann, conversationId, "Warranties");
    expect((await org.services.conversations.get(ann, conversationId)).title).toBe("Warranties");
    await org.services.conversations.remove(ann, conversationId);
    await expect(org.services.conversations.get(ann, conversationId)).rejects.toMatchObject({ code: "not_found" });
    await expect(org.services.conversations.answer(ann, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(ask({ conversationId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("says of an answer whether a document that it quotes is gone", async () => {
    const { id, conversationId } = await ask();
    expect((await org.services.conversations.answer(ann, id)).stale).toBe(false);
    await org.services.documents.remove(ann, documentId);
    expect((await org.services.conversations.answer(ann, id)).stale).toBe(true);
    const { answers } = await org.services.conversations.get(ann, conversationId);
    expect(answers.map(({ stale }) => stale)).toEqual([true]);
  });
});

describe("asking", () => {
  test("with nothing to search in is refused before a conversation is made", async () => {
    await org.services.documents.remove(ann, documentId);
    await expect(ask()).rejects.toMatchObject({ code: "no_documents" });
    expect(await org.services.conversations.list(ann)).toEqual([]);
  });

  test("looks only in the collections that were asked for", async () => {
    const other = (await org.services.collections.create(ann, "Other")).id;
    await org.document(other, "soup.txt", ["Soup is best served hot, with bread, in a deep bowl."]);
    expect(await ask({ collectionIds: [other] })).toMatchObject({ status: "no_evidence" });
    expect((await ask({ collectionIds: [collectionId] })).citations[0]).toMatchObject({ documentId });
  });

  test("gives events in order: start, evidence, sources, text, citations, and the kept answer last", async () => {
    const events = await gather(await org.services.answers.ask(ann, { question }, new AbortController()));
    const order = events.map(({ type }) => type).filter((type) => type !== "stage" && type !== "reasoning");
    expect(order.filter((type, index) => order[index - 1] !== type)).toEqual([
      "start",
      "evidence",
      "sources",
      "text",
      "citations",
      "finish",
    ]);
    const finish = events.at(-1);
    const id = finish?.type === "finish" ? finish.answer.id : "";
    expect(await org.services.conversations.answer(ann, id)).toMatchObject({ id, question });
  });

  test("an answer that nobody reads any more is kept all the same", async () => {
    const events = await org.services.answers.ask(ann, { question }, new AbortController());
    const iterator = events[Symbol.asyncIterator]();
    const first: IteratorResult<AnswerEvent> = await iterator.next();
    await iterator.return?.();
    const id = first.value?.type === "start" ? first.value.answerId : "";
    await expect
      .poll(() =>
        org.services.conversations.answer(ann, id).then(
          ({ status }) => status,
          () => null,
        ),
      )
      .toBe("answered");
  });
});

describe("stopping", () => {
  test("ends an answer that is being written, keeps what was there, and lets one that has ended be", async () => {
    await org.close();
    const hangs = createScriptedGenerator([{ type: "text", delta: "The warranty lasts twelve" }, { type: "hang" }]);
    org = await openOrganisation({ generator: hangs });
    ann = await org.person("ann");
    const papers = await org.services.collections.create(ann, "Papers");
    await org.document(papers.id, "warranty.txt", [warranty]);
    const stop = new AbortController();
    let answer: Answer | undefined;
    for await (const event of await org.services.answers.ask(ann, { question }, stop)) {
      if (event.type === "start") answer = { id: event.answerId } as Answer;
      if (event.type === "text") await org.services.answers.stop(ann, answer?.id ?? "");
      if (event.type === "finish") answer = event.answer;
    }
    expect(answer).toMatchObject({ status: "stopped", text: "The warranty lasts twelve" });
    await org.services.answers.stop(ann, answer?.id ?? "");
    await expect(org.services.answers.stop(ann, "no-such-answer")).rejects.toMatchObject({ code: "not_found" });
  });

  test("at the end of the process ends every answer that is being written", async () => {
    await org.close();
    org = await openOrganisation({ generator: createScriptedGenerator([{ type: "hang" }]) });
    ann = await org.person("ann");
    const papers = await org.services.collections.create(ann, "Papers");
    await org.document(papers.id, "warranty.txt", [warranty]);
    const reading = await org.services.answers.ask(ann, { question }, new AbortController());
    const statuses: string[] = [];
    for await (const event of reading) {
      if (event.type === "sources") org.services.answers.stopAll();
      if (event.type === "finish") statuses.push(event.answer.status);
    }
    expect(statuses).toEqual(["stopped"]);
  });
});
