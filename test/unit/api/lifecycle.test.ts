import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEvents } from "../../../app/_components/data/event-stream.ts";
import { createScriptedGenerator } from "../../../lib/generate/index.ts";
import { type OpenApi, openApi } from "../../fixtures/api.ts";

/** What a program does with the API from the first call to the last, over HTTP alone. No document answers here. */

let footnote: OpenApi;
let documentId: string;
const question = "Who keeps the lighthouse?";

beforeEach(async () => {
  footnote = await openApi({ generator: createScriptedGenerator([{ type: "text", delta: "Nobody." }]) });
  const uploaded = await footnote.call(`/collections/${footnote.collectionId}/documents`, {
    method: "POST",
    headers: { "x-filename": encodeURIComponent("Über uns.txt") },
    body: "The harbour has two piers.",
  });
  documentId = ((await uploaded.json()) as { id: string }).id;
  await footnote.catalog.documents.update(documentId, { status: "ready", textReady: true });
});
afterEach(() => footnote.close());

/** The fields of all answers that are read here. */
interface Body {
  id: string;
  type: string;
  name: string;
  status: string;
  conversationId: string;
  conversations: Body[];
  questions: Body[];
  collections: Body[];
  documents: Body[];
  days: Body[];
  total: { answers: number };
  data: Body;
  error: { message: string };
}
const json = async (response: Promise<Response>): Promise<Body> => (await (await response).json()) as Body;
const read = (path: string) => json(footnote.call(path));
const status = async (response: Promise<Response>) => (await response).status;
const ask = (more: object = {}) => json(footnote.send("POST", "/answers", { question, stream: false, ...more }));

test("a question makes a conversation, which is listed, renamed, gone on with and deleted", async () => {
  const first = await ask();
  expect(first).toMatchObject({ status: "no_evidence", question, citations: [], sentences: [] });
  const { conversationId } = first;
  const second = await ask({ conversationId });
  expect(second.conversationId).toBe(conversationId);
  expect((await read("/conversations")).conversations).toMatchObject([{ id: conversationId, title: question }]);
  expect(await status(footnote.send("PATCH", `/conversations/${conversationId}`, { title: "Lighthouse" }))).toBe(204);
  const kept = await read(`/conversations/${conversationId}`);
  expect(kept).toMatchObject({ title: "Lighthouse", answers: [{ id: first.id }, { id: second.id }] });
  expect(await read(`/answers/${first.id}`)).toMatchObject({ id: first.id, status: "no_evidence" });
  expect(await status(footnote.call(`/conversations/${conversationId}`, { method: "DELETE" }))).toBe(204);
  for (const path of [`/conversations/${conversationId}`, `/answers/${first.id}`])
    expect(await status(footnote.call(path)), path).toBe(404);
  expect((await read("/conversations")).conversations).toEqual([]);
});

test("the same question streamed ends with the same kind of answer, once", async () => {
  const response = await footnote.send("POST", "/answers", { question });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const parts: Body[] = [];
  if (response.body) for await (const part of readEvents(response.body)) parts.push(part as Body);
  const types = parts.map(({ type }) => type);
  expect(types.slice(0, 2)).toEqual(["start", "data-start"]);
  expect(types.filter((type) => type === "data-answer")).toHaveLength(1);
  expect(types.at(-1)).toBe("finish");
  expect(parts.find(({ type }) => type === "data-answer")?.data.status).toBe("no_evidence");
});

test("what was not answered is told, kept to be asked again, given as lines, and deleted", async () => {
  const { id } = await ask();
  expect((await read("/unanswered")).questions).toMatchObject([{ question }]);
  const kept = await json(footnote.send("POST", "/test-questions", { answerId: id }));
  expect(kept).toMatchObject({ question, unanswerable: true, documentName: null });
  expect((await read("/test-questions")).questions).toEqual([kept]);
  const lines = await footnote.call("/test-questions?format=jsonl");
  expect(lines.headers.get("content-disposition")).toContain("test-questions.jsonl");
  expect(JSON.parse((await lines.text()).trim())).toMatchObject({ question, unanswerable: true });
  expect(await status(footnote.call(`/test-questions/${kept.id}`, { method: "DELETE" }))).toBe(204);
  expect(await status(footnote.call(`/test-questions/${kept.id}`, { method: "DELETE" }))).toBe(404);
});

test("what answers cost is counted, also of a conversation that was deleted", async () => {
  const { conversationId } = await ask();
  await footnote.call(`/conversations/${conversationId}`, { method: "DELETE" });
  const { total, days } = await read("/meters?days=7");
  expect(total.answers).toBe(1);
  expect(days.at(-1)).toMatchObject({ answers: 1 });
});

test("collections are made, renamed, filled and, once they are empty, deleted", async () => {
  const made = await json(footnote.send("POST", "/collections", { name: "  Reports " }));
  expect(made.name).toBe("Reports");
  expect(await status(footnote.send("PATCH", `/collections/${made.id}`, { name: "Yearly reports" }))).toBe(204);
  expect((await read("/collections")).collections.map(({ name }: { name: string }) => name)).toContain(
    "Yearly reports",
  );
  const upload = () =>
    footnote.call(`/collections/${made.id}/documents`, {
      method: "POST",
      headers: { "x-filename": "a.txt" },
      body: "Words.",
    });
  const taken = await json(upload());
  expect(taken).toMatchObject({ status: "queued" });
  const again = await upload();
  expect(again.status).toBe(200);
  expect(await again.json()).toMatchObject({ id: taken.id, duplicate: true });
  const refused = await footnote.call(`/collections/${made.id}`, { method: "DELETE" });
  expect(refused.status).toBe(409);
  expect(await status(footnote.call(`/documents/${taken.id}`, { method: "DELETE" }))).toBe(204);
  await footnote.catalog.documents.purge(taken.id, async () => undefined);
  expect(await status(footnote.call(`/collections/${made.id}`, { method: "DELETE" }))).toBe(204);
  expect(await status(footnote.call(`/collections/${made.id}`, { method: "DELETE" }))).toBe(404);
});

test("a document is listed, cancelled, tried again, given back as it came, and gone once it is deleted", async () => {
  const { documents } = await read(`/documents?name=${encodeURIComponent("ÜBER")}`);
  expect(documents).toMatchObject([{ id: documentId, name: "Über uns.txt" }]);
  expect(await (await footnote.call(`/documents/${documentId}/file`)).text()).toBe("The harbour has two piers.");
  await footnote.catalog.documents.update(documentId, { status: "queued" });
  expect(await json(footnote.call(`/documents/${documentId}/cancel`, { method: "POST" }))).toMatchObject({
    status: "failed",
    error: { code: "cancelled" },
  });
  expect(await json(footnote.call(`/documents/${documentId}/retry`, { method: "POST" }))).toMatchObject({
    status: "queued",
  });
  expect(await status(footnote.call(`/documents/${documentId}/retry`, { method: "POST" }))).toBe(409);
  await footnote.call(`/documents/${documentId}`, { method: "DELETE" });
  for (const path of ["", "/file", "/pages/1", "/events"])
    expect(await status(footnote.call(`/documents/${documentId}${path}`)), path).toBe(404);
  expect((await read("/documents")).documents).toEqual([]);
});

describe("an id or a name that is not there is refused by the name of its field, before anything is kept", () => {
  test.each<[string, string, object, string]>([
    ["POST", "/answers", { question, conversationId: "nope" }, "conversationId"],
    ["POST", "/answers", { question, documentIds: ["nope"] }, "documentIds"],
    ["POST", "/answers", { question, collectionIds: ["nope"] }, "collectionIds"],
    ["POST", "/answers", { question, model: "gpt-4" }, "model"],
    ["POST", "/comparisons", { question, left: "loaded", right: "second" }, "right"],
    ["POST", "/comparisons", { question, left: "second", right: "loaded" }, "left"],
    [
      "POST",
      "/comparisons",
      { question, left: "loaded", right: "earlier", earlierAnswerId: "nope" },
      "earlierAnswerId",
    ],
    ["POST", "/comparisons", { question, left: "loaded", right: "earlier" }, "earlierAnswerId"],
    ["POST", "/test-questions", { answerId: "nope" }, "answerId"],
  ])("%s %s %j: %s", async (method, path, body, field) => {
    const response = await footnote.send(method, path, body);
    const { error } = (await response.json()) as Body;
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(error.message).toContain(`${field}:`);
    expect((await read("/conversations")).conversations).toEqual([]);
  });

  test.each([
    ["/search?q=a&collection=nope", "collection"],
    ["/search?q=a&document=nope", "document"],
    ["/documents?collection=nope", "collection"],
    ["/documents?cursor=nope", "cursor"],
    ["/documents?sort=nope", "sort"],
    ["/documents?status=nope", "status"],
    ["/documents?order=nope", "order"],
    ["/documents?limit=0", "limit"],
  ])("GET %s: %s", async (path, field) => {
    const response = await footnote.call(path);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(((await response.json()) as Body).error.message).toContain(`${field}:`);
  });
});
