import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type ConversationStore,
  createConversationStore,
  NEW,
} from "../../app/_components/conversations/conversation-store.ts";
import type { Answer } from "../../lib/base/types.ts";

/** What the page of a conversation shows, whatever becomes of the requests behind it. The server here is a few lines. */

interface Asked {
  path: string;
  body: Record<string, unknown> | undefined;
  signal: AbortSignal | null | undefined;
  /** Sends a part of the answer's stream. */
  say(part: object): void;
  end(): void;
  breakOff(): void;
}

let store: ConversationStore;
let asked: Asked[];
let named: string[];
let changes: number;
/** What is answered to a path: a status with a body; otherwise a stream that the test writes. */
let answers: Map<string, { status: number; body: unknown }>;

beforeEach(() => {
  asked = [];
  named = [];
  changes = 0;
  answers = new Map();
  vi.stubGlobal("window", { location: { pathname: "/", assign: () => undefined } });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    const given = answers.get(path.replace("/api/v1", ""));
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start: (opened) => {
        controller = opened;
      },
    });
    init.signal?.addEventListener("abort", () => controller?.error(init.signal?.reason));
    asked.push({
      path: path.replace("/api/v1", ""),
      body: typeof init.body === "string" ? JSON.parse(init.body) : undefined,
      signal: init.signal,
      say: (part) => controller?.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(part)}\n\n`)),
      end: () => controller?.close(),
      breakOff: () => controller?.error(new TypeError("network error")),
    });
    if (given) return Response.json(given.body, { status: given.status });
    return new Response(stream);
  });
  store = createConversationStore({ onNamed: (id) => named.push(id), onChange: () => changes++ });
});
afterEach(() => vi.unstubAllGlobals());

const until = (what: () => unknown) => expect.poll(what, { interval: 2 });
const last = (id: string) => store.thread(id).answers.at(-1);
const started = { type: "data-start", data: { answerId: "a1", conversationId: "c1" } };
const kept = (more: Partial<Answer> = {}) => ({
  id: "a1",
  conversationId: "c1",
  question: "Why?",
  status: "answered",
  text: "Because.",
  ...more,
});

/** Asks in a new conversation and gives the request once it is there. */
async function ask(id = NEW): Promise<Asked> {
  const before = asked.length;
  store.ask(id, "Why?", { collectionIds: ["papers"] });
  await until(() => asked.length).toBe(before + 1);
  const request = asked.at(-1);
  if (request === undefined) throw new Error("nothing was asked");
  return request;
}

describe("a question", () => {
  test("stands on the page before the server has said a word", async () => {
    store.ask(NEW, "Why?", {});
    expect(last(NEW)).toMatchObject({ answer: { question: "Why?", text: "" }, stage: { stage: "asking" } });
  });

  test("is sent with its scope, and names its new conversation as soon as it has one", async () => {
    const request = await ask();
    expect(request).toMatchObject({ path: "/answers", body: { question: "Why?", collectionIds: ["papers"] } });
    expect(request.body).not.toHaveProperty("conversationId");
    request.say(started);
    await until(() => named).toEqual(["c1"]);
    expect(store.thread("c1")).toMatchObject({ title: "Why?", state: "ready" });
    expect(store.thread(NEW).answers).toEqual([]);
    request.say({ type: "text-delta", delta: "Beca" });
    await until(() => last("c1")?.answer.text).toBe("Beca");
    request.say({ type: "data-answer", data: kept() });
    request.end();
    await until(() => last("c1")?.stage).toBeNull();
    expect(last("c1")).toMatchObject({ answer: { status: "answered", text: "Because." }, failure: null });
    expect(changes).toBeGreaterThan(0);
  });

  test("in a conversation that is there stays in it", async () => {
    store.adopt("c1", { title: "Old", answers: [], state: "ready" });
    const request = await ask("c1");
    expect(request.body).toMatchObject({ conversationId: "c1" });
    expect(named).toEqual([]);
  });

  test("that is refused says so in the server's words, and what was there stays", async () => {
    answers.set("/answers", {
      status: 409,
      body: { error: { code: "no_documents", message: "There is nothing.", hint: "Add a PDF." } },
    });
    store.ask(NEW, "Why?", {});
    await until(() => last(NEW)?.failure).toMatchObject({
      code: "no_documents",
      message: "There is nothing.",
      hint: "Add a PDF.",
    });
    expect(last(NEW)).toMatchObject({ stage: null, answer: { question: "Why?", status: "failed" } });
  });
});

describe("a stream that ends too soon", () => {
  test("is not the end of an answer that the server has kept: it is fetched", async () => {
    answers.set("/answers/a1", { status: 200, body: kept({ text: "Because of the whole of it." }) });
    const request = await ask();
    request.say(started);
    request.end();
    await until(() => last("c1")?.answer.text).toBe("Because of the whole of it.");
    expect(last("c1")).toMatchObject({ stage: null, failure: null });
  });

  test("is told as broken where nothing was kept, with what had come", async () => {
    answers.set("/answers/a1", {
      status: 404,
      body: { error: { code: "not_found", message: "There is no such answer." } },
    });
    const request = await ask();
    request.say(started);
    request.say({ type: "text-delta", delta: "Beca" });
    request.end();
    await until(() => last("c1")?.failure?.message).toBe("The connection broke off.");
    expect(last("c1")).toMatchObject({ stage: null, answer: { text: "Beca", status: "failed" } });
  });

  test("before its first word, and a connection that breaks, end the waiting too", async () => {
    (await ask()).end();
    await until(() => last(NEW)?.failure?.code).toBe("unreachable");
    const request = await ask();
    request.say(started);
    await until(() => named).toEqual(["c1"]);
    request.breakOff();
    await until(() => last("c1")?.failure?.code).toBe("unreachable");
  });

  test("with an error says that error", async () => {
    const request = await ask();
    request.say(started);
    request.say({ type: "error", errorText: "The model ended in mid-answer. Ask again." });
    await until(() => last("c1")?.failure?.message).toBe("The model ended in mid-answer. Ask again.");
  });
});

describe("stopping", () => {
  test("before the server has named the answer closes the connection", async () => {
    const request = await ask();
    store.stop(NEW, last(NEW)?.key ?? "");
    expect(request.signal?.aborted).toBe(true);
    await until(() => last(NEW)).toMatchObject({ stage: null, failure: { code: "stopped" } });
  });

  test("afterwards asks the server, and shows it meanwhile; the answer comes as it was kept", async () => {
    answers.set("/answers/a1/stop", { status: 200, body: null });
    const request = await ask();
    request.say(started);
    await until(() => last("c1")?.answer.id).toBe("a1");
    store.stop("c1", last("c1")?.key ?? "");
    expect(last("c1")?.stage).toEqual({ stage: "stopping" });
    request.say({ type: "data-stage", data: { stage: "thinking" } });
    request.say({ type: "text-delta", delta: "Be" });
    await until(() => last("c1")?.answer.text).toBe("Be");
    expect(last("c1")?.stage).toEqual({ stage: "stopping" });
    expect(asked.at(-1)?.path).toBe("/answers/a1/stop");
    expect(request.signal?.aborted).toBe(false);
    request.say({ type: "data-answer", data: kept({ status: "stopped", text: "Be" }) });
    await until(() => last("c1")).toMatchObject({ stage: null, answer: { status: "stopped" } });
  });

  test("where the server cannot be asked closes the connection after all", async () => {
    answers.set("/answers/a1/stop", { status: 500, body: {} });
    const request = await ask();
    request.say(started);
    await until(() => last("c1")?.answer.id).toBe("a1");
    store.stop("c1", last("c1")?.key ?? "");
    await until(() => request.signal?.aborted).toBe(true);
  });

  test("an answer that has ended changes nothing", async () => {
    const request = await ask();
    request.say(started);
    request.say({ type: "data-answer", data: kept() });
    request.end();
    await until(() => last("c1")?.stage).toBeNull();
    const before = asked.length;
    store.stop("c1", last("c1")?.key ?? "");
    expect(asked).toHaveLength(before);
    expect(last("c1")?.stage).toBeNull();
  });
});

describe("answer now", () => {
  test("is asked for once, and can be asked for again where the server refused", async () => {
    answers.set("/answers/a1/answer-now", {
      status: 409,
      body: { error: { code: "conflict", message: "It cannot be told." } },
    });
    const request = await ask();
    store.answerNow(NEW, last(NEW)?.key ?? "");
    expect(asked).toHaveLength(1); // it has no name yet
    request.say(started);
    await until(() => last("c1")?.answer.id).toBe("a1");
    store.answerNow("c1", last("c1")?.key ?? "");
    store.answerNow("c1", last("c1")?.key ?? "");
    expect(asked.filter(({ path }) => path.endsWith("answer-now"))).toHaveLength(1);
    expect(last("c1")?.cutShort).toBe(true);
    await until(() => last("c1")?.cutShort).toBe(false);
  });
});

describe("conversations that are opened", () => {
  test("are fetched once, and again after a failure", async () => {
    answers.set("/conversations/c1", { status: 500, body: {} });
    store.load("c1");
    store.load("c1");
    expect(store.thread("c1").state).toBe("loading");
    await until(() => store.thread("c1").state).toMatchObject({ status: 500 });
    answers.set("/conversations/c1", { status: 200, body: { title: "Why?", answers: [kept()] } });
    store.load("c1");
    await until(() => store.thread("c1")).toMatchObject({ title: "Why?", state: "ready" });
    store.load("c1");
    expect(asked).toHaveLength(2);
  });

  test("what the server gives with a page does not wipe out an answer that is being written", async () => {
    const request = await ask();
    request.say(started);
    await until(() => named).toEqual(["c1"]);
    store.adopt("c1", { title: "Why?", answers: [], state: "ready" });
    expect(store.thread("c1").answers).toHaveLength(1);
    request.say({ type: "data-answer", data: kept() });
    request.end();
    await until(() => last("c1")?.stage).toBeNull();
    store.adopt("c1", { title: "Renamed", answers: [], state: "ready" });
    expect(store.thread("c1").title).toBe("Renamed");
  });

  test("one that is deleted here stops what is written in it", async () => {
    const request = await ask();
    request.say(started);
    await until(() => named).toEqual(["c1"]);
    store.forget("c1");
    expect(request.signal?.aborted).toBe(true);
    expect(store.thread("c1").answers).toEqual([]);
  });

  test("listeners are told together, not word by word", async () => {
    let told = 0;
    const leave = store.subscribe(() => told++);
    const request = await ask();
    request.say(started);
    for (let n = 0; n < 200; n++) request.say({ type: "text-delta", delta: "x" });
    await until(() => last("c1")?.answer.text.length).toBe(200);
    await until(() => told).toBeGreaterThan(0);
    expect(told).toBeLessThan(50);
    leave();
  });
});
