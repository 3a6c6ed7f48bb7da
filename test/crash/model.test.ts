import { afterAll, beforeAll, expect, test } from "vitest";
import type { DocumentRecord } from "../../lib/catalog/index.ts";
import { answerOf, ask, WRITTEN } from "../ask.ts";
import { eventually, type RunningFootnote, startFootnote } from "../running.ts";

/** The model process killed while it answers: the guide that every installation begins with is asked about. */
let footnote: RunningFootnote;
const question = "How do I add documents and how do I delete them?";

beforeAll(async () => {
  footnote = await startFootnote({ ANSWER_TOKENS: "400" });
  await modelIsUp();
  await guideIsReady();
});
afterAll(() => footnote?.stop());

const modelIsUp = () =>
  eventually(async () => {
    const health = (await (await footnote.api("/health")).json()) as { model: { status: string } };
    return health.model.status === "ready";
  }, "the model is loaded");

async function guideIsReady(): Promise<void> {
  const { collections } = (await (await footnote.api("/collections")).json()) as { collections: { id: string }[] };
  await eventually(async () => {
    const list = await footnote.api(`/collections/${collections[0]?.id}/documents`);
    const { documents } = (await list.json()) as { documents: DocumentRecord[] };
    return documents[0]?.status === "ready";
  }, "the guide is ready");
}

test("the answer is marked failed with what was received, the process is back, and the next question works", async () => {
  const web = footnote.pid("web");
  const model = footnote.pid("model");
  let killed = false;
  const answer = await answerOf(ask(footnote, question), (part) => {
    if (killed || part.type !== "text-delta") return;
    process.kill(model, "SIGKILL");
    killed = true;
  });
  expect(killed).toBe(true);
  expect(answer.status).toBe("failed");
  expect(answer.text).not.toBe("");
  expect(answer.evidence.length).toBeGreaterThan(0);
  expect(answer.note).toMatch(/stopped in the middle|ask again/i);
  expect(await (await footnote.api(`/answers/${answer.id}`)).json()).toEqual(answer);

  await eventually(async () => footnote.pid("model") !== model, "the model process is started again");
  await modelIsUp();
  expect(footnote.pid("web")).toBe(web);
  const next = await answerOf(ask(footnote, question));
  expect(WRITTEN).toContain(next.status);
  expect(next.text).not.toBe("");
});

test("while the model is away, the documents are quoted and the note says what to do", async () => {
  process.kill(footnote.pid("model"), "SIGKILL");
  const answer = await answerOf(ask(footnote, question));
  expect(answer.status).toBe("quoted");
  expect(answer.evidence.length).toBeGreaterThan(0);
  expect(answer.citations.length).toBe(answer.sentences.length);
  expect(answer.note).toMatch(/model/);
  expect(answer.note).toMatch(/again/);
  await modelIsUp();
});

test("two tabs at once: both answers are kept, each with its own question", async () => {
  const questions = ["How do I delete a document?", "Which keys move through the citations?"];
  const answers = await Promise.all(questions.map((one) => answerOf(ask(footnote, one))));
  expect(answers.map((answer) => answer.question)).toEqual(questions);
  for (const { status, text } of answers) {
    expect(WRITTEN).toContain(status);
    expect(text).not.toBe("");
  }
  expect(new Set(answers.map((answer) => answer.conversationId)).size).toBe(2);
});

test("a reader who goes away stops the generation, and what was received is kept", async () => {
  let id = "";
  for await (const part of ask(footnote, question)) {
    if (part.type === "start") id = (part as unknown as { messageId: string }).messageId;
    if (part.type === "text-delta") break;
  }
  const kept = await eventually(async () => {
    const response = await footnote.api(`/answers/${id}`);
    return response.ok ? ((await response.json()) as { status: string }) : null;
  }, "the answer is kept");
  expect(kept.status).toBe("stopped");
});
