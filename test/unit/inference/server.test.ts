import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FootnoteError } from "../../../lib/base/errors.ts";
import { changing, createModelServer, type ModelFacts, type ModelHealth } from "../../../lib/inference/http/server.ts";
import { ChatService } from "../../../lib/inference/scheduling/service.ts";
import { createScriptedEngine } from "../../fixtures/scripted-engine.ts";

/** What a client of the model process meets, OpenAI's or ours, with a scripted engine behind it. */

const model: ModelFacts = {
  id: "r1",
  name: "R1",
  backend: "cpu",
  contextSize: 4096,
  starter: false,
  promptForm: "r1",
  gpuLayers: 0,
  threads: 1,
  fallbacks: [],
};
const idle = { model, busy: 0, queue: 0, promptTokensPerSecond: null, answerTokensPerSecond: null };

let service: ChatService;
let health: ModelHealth;
let current: ChatService | null;
let url: string;
let close: () => void;
let change: AbortController;

beforeEach(async () => {
  const engine = createScriptedEngine({ thought: "Somebody asks about cover", answer: "\n\nIt lasts twelve months." });
  service = new ChatService(engine, { queueLimit: 4, answerTokens: 200, thoughtTokens: 100, onBusy: () => undefined });
  current = service;
  health = { status: "ready", ...idle };
  change = new AbortController();
  const server = createModelServer({
    secret: "sesame",
    state: { service: () => current, health: () => health, changing: change.signal },
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.close();
    server.closeAllConnections();
    service.dispose();
  };
});
afterEach(() => close());

const call = (path: string, body?: unknown, authorization = "Bearer sesame") =>
  fetch(`${url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
const refusal = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string; hint?: string } };
  return { status: response.status, ...error };
};
const messages = [{ role: "user", content: "How long does the warranty last?" }];

describe("who may call", () => {
  it.each(["", "Bearer ", "Bearer wrong", "Basic sesame", "sesame", "Bearer sesame2", "Bearer sesam"])(
    "not with the header “%s”, whatever the call",
    async (header) => {
      for (const path of ["/health", "/v1/models", "/nothing"])
        expect((await call(path, undefined, header)).status, path).toBe(401);
      expect(await refusal(await call("/v1/chat/completions", { messages }, header))).toMatchObject({
        status: 401,
        code: "not_signed_in",
      });
    },
  );
});

describe("a completion", () => {
  it("comes whole, its thinking apart from its text, with counts and times", async () => {
    const body = (await (await call("/v1/chat/completions", { messages })).json()) as {
      choices: { message: { content: string; reasoning_content: string }; finish_reason: string }[];
      usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
      model: string;
    };
    expect(body.model).toBe("r1");
    expect(body.choices[0]).toMatchObject({
      message: { role: "assistant", content: expect.stringContaining("It lasts twelve months.") },
      finish_reason: "stop",
    });
    expect(body.choices[0]?.message.reasoning_content).toContain("Somebody asks about cover");
    expect(body.choices[0]?.message.content).not.toContain("Somebody");
    const { prompt_tokens, completion_tokens, total_tokens } = body.usage;
    expect(total_tokens).toBe(prompt_tokens + completion_tokens);
  });

  it("streamed says the same, ends with [DONE], and counts where it is asked to", async () => {
    const text = await (
      await call("/v1/chat/completions", { messages, stream: true, stream_options: { include_usage: true } })
    ).text();
    const data = text.split("\n\n").filter((one) => one !== "");
    expect(data.at(-1)).toBe("data: [DONE]");
    const chunks = data.slice(0, -1).map((one) => JSON.parse(one.slice("data: ".length)));
    const of = (field: string) => chunks.map((chunk) => chunk.choices[0]?.delta?.[field] ?? "").join("");
    expect(of("reasoning_content")).toContain("Somebody asks about cover");
    expect(of("content").trim()).toBe("It lasts twelve months.");
    expect(chunks.filter((chunk) => chunk.usage !== undefined)).toHaveLength(1);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it("without thinking has none, and one with a limit stops there and says why", async () => {
    const first = async (body: object) =>
      ((await (await call("/v1/chat/completions", { messages, ...body })).json()) as { choices: object[] }).choices[0];
    expect(await first({ thought_tokens: 0 })).not.toHaveProperty("message.reasoning_content");
    expect(await first({ max_tokens: 2 })).toMatchObject({ finish_reason: "length" });
  });

  it("takes a message's content in parts and the role that newer clients send", async () => {
    const parts = [
      { type: "text", text: "How " },
      { type: "text", text: "long?" },
    ];
    const body = {
      messages: [
        { role: "developer", content: "Be short." },
        { role: "user", content: parts },
      ],
    };
    expect((await call("/v1/chat/completions", body)).status).toBe(200);
  });
});

describe("requests that cannot be used are refused, with the field", () => {
  it.each<[string, unknown, string]>([
    ["no messages", {}, "messages"],
    ["an empty conversation", { messages: [] }, "messages"],
    ["a role that is none", { messages: [{ role: "tool", content: "x" }] }, "messages.0.role"],
    ["a content that is none", { messages: [{ role: "user", content: 3 }] }, "messages.0.content"],
    ["a picture", { messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] }, "messages.0"],
    ["no token at all", { messages, max_tokens: 0 }, "max_tokens"],
    ["a temperature past 2", { messages, temperature: 9 }, "temperature"],
    ["a nucleus of nothing", { messages, top_p: 0 }, "top_p"],
    ["seventeen stop texts", { messages, stop: Array.from({ length: 17 }, String) }, "stop"],
    ["a negative seed", { messages, seed: -1 }, "seed"],
    ["a user that is a book", { messages, user: "x".repeat(201) }, "user"],
    ["no object", "[]", "body"],
    ["no JSON", "{", "not JSON"],
  ])("%s", async (_, body, field) => {
    const { status, code, message } = await refusal(await call("/v1/chat/completions", body));
    expect([status, code]).toEqual([400, "bad_request"]);
    expect(message).toContain(field);
  });

  it("a prompt past the context says both sizes", async () => {
    const long = [{ role: "user", content: "word ".repeat(5000) }];
    const { status, code, message } = await refusal(await call("/v1/chat/completions", { messages: long }));
    expect([status, code]).toEqual([400, "context_too_small"]);
    expect(message).toMatch(/\d{4} tokens.* 4096/);
  });

  it("a grammar that cannot be read", async () => {
    expect(await refusal(await call("/v1/chat/completions", { messages, grammar: "root ::=" }))).toMatchObject({
      status: 400,
      message: "The grammar cannot be read.",
    });
  });

  it("a body over eight megabytes is not read to its end", async () => {
    const refused = await call("/v1/tokenize", JSON.stringify({ texts: ["x".repeat(9 * 1024 * 1024)] })).then(
      ({ status }) => status,
      () => 413, // the connection is closed while it is still sending
    );
    expect(refused).toBe(413);
    expect((await call("/health")).status).toBe(200);
  });

  it("an answer that is not being written cannot be asked for at once, and calls that are none are not found", async () => {
    expect((await refusal(await call("/v1/answer-now", { id: "chatcmpl-nothing" }))).status).toBe(404);
    expect((await refusal(await call("/v1/embeddings", { input: "x" }))).status).toBe(404);
  });
});

describe("a model that does not answer", () => {
  it("while it loads says so, and when to ask again", async () => {
    current = null;
    health = { ...health, status: "loading", model: null };
    const response = await call("/v1/chat/completions", { messages });
    expect(response.headers.get("retry-after")).toBe("2");
    expect(await refusal(response)).toMatchObject({ status: 503, code: "model_unavailable" });
    expect((await call("/health")).status).toBe(503);
  });

  it("that could not be loaded says why, with what to try", async () => {
    current = null;
    const error = { code: "model_damaged" as const, message: "The file is cut short.", hint: "Fetch it again." };
    health = { ...health, status: "failed", model: null, error };
    expect(await refusal(await call("/v1/models"))).toMatchObject({
      status: 503,
      message: "The file is cut short.",
      hint: "Fetch it again.",
    });
  });

  it("that is being changed names the next one, to those who come and to those who wait", async () => {
    // The only sequence is taken, so that the second question waits.
    const engine = service.engine;
    const [slot] = engine.slots;
    if (slot === undefined) throw new Error("no sequence");
    let go = () => {};
    const busy = new Promise<void>((resolve) => {
      go = resolve;
    });
    slot.sequence.evaluateWithoutGeneratingNewTokens = async () => {
      await busy;
      throw new FootnoteError("model_interrupted", "The model ended.");
    };
    const long = { role: "user", content: "How long does the warranty last? ".repeat(40) };
    const first = call("/v1/chat/completions", { messages: [long], user: "ann" });
    while (service.busy === 0) await new Promise((done) => setImmediate(done));
    const second = call("/v1/chat/completions", { messages, user: "bob" });
    while (service.queued === 0) await new Promise((done) => setImmediate(done));
    change.abort(changing("R1 7B"));
    expect((await refusal(await second)).message).toBe("The model is being changed to R1 7B.");
    health = { ...health, changingTo: "R1 7B" };
    current = null;
    expect((await refusal(await call("/v1/models"))).message).toContain("R1 7B");
    go();
    await first;
  });
});
