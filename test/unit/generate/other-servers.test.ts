import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FootnoteError } from "../../../lib/base/errors.ts";
import { asGenerateError } from "../../../lib/generate/server-errors.ts";
import { askServer, isR1, type ServerOptions } from "../../../lib/generate/server-info.ts";

/** What Footnote makes of model servers of other makes, and of what they say when something is wrong. */

let server: Server;
let baseUrl: string;
let answers: Record<string, { status?: number; body: unknown; headers?: Record<string, string> }>;

beforeEach(async () => {
  answers = {};
  server = createServer((request, response) => {
    const { status = 200, body, headers = {} } = answers[request.url ?? ""] ?? { status: 404, body: "Not Found" };
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const ask = (more: Partial<ServerOptions> = {}) =>
  askServer({ baseUrl, apiKey: "key", starterNames: ["smollm2"], contextSize: 4096, ...more });
const models = (...data: object[]) => ({ body: { object: "list", data } });

describe("another server", () => {
  it.each([
    ["vLLM", { id: "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", owned_by: "vllm", max_model_len: 16_384 }, 16_384, "r1"],
    ["llama-server", { id: "qwen2.gguf", owned_by: "llamacpp", meta: { n_ctx: 8192 } }, 8192, "plain"],
    ["one that says little", { id: "mistral" }, 4096, "plain"],
    ["one with an empty meta", { id: "mistral", meta: null }, 4096, "plain"],
  ])("%s: its model, its context and how it is asked", async (_, listed, contextSize, promptForm) => {
    answers["/v1/models"] = models(listed, { id: "another" });
    expect(await ask()).toMatchObject({ ours: false, model: listed.id, info: { contextSize, promptForm } });
  });

  it("is asked for the model that the setting names, listed or not", async () => {
    answers["/v1/models"] = models({ id: "a", max_model_len: 1000 }, { id: "b", max_model_len: 2000 });
    expect((await ask({ model: "b" })).info).toMatchObject({ name: "b", contextSize: 2000 });
    expect((await ask({ model: "c" })).model).toBe("c");
    answers["/v1/models"] = { status: 404, body: "" };
    expect((await ask({ model: "c" })).info).toMatchObject({ name: "c", contextSize: 4096 });
  });

  it("whose health page is its own is not taken for ours", async () => {
    answers["/health"] = { body: { status: "ok" } };
    answers["/v1/models"] = models({ id: "mistral" });
    expect((await ask()).ours).toBe(false);
    answers["/health"] = { body: "<html>It works!</html>" };
    expect((await ask()).ours).toBe(false);
  });

  it("with a starter model is said to have one, whatever its name is wrapped in", async () => {
    answers["/v1/models"] = models({ id: "/models/SmolLM2-135M-Instruct.gguf" });
    expect((await ask()).info.starter).toBe(true);
  });

  it.each([
    [401, "", /refused the key/, /LLM_API_KEY/],
    [403, { error: "no" }, /refused the key/, /LLM_API_KEY/],
    [503, { error: { message: "Loading model" } }, /did not say/, /loading/],
    [200, { data: [] }, /did not say/, /LLM_MODEL/],
    [200, "<html>", /did not say/, /LLM_MODEL/],
    [500, "", /did not say/, /LLM_MODEL/],
  ])("that answers %s %j is told with what to try", async (status, body, message, hint) => {
    answers["/v1/models"] = { status, body };
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FootnoteError);
    expect(error).toMatchObject({
      code: "model_unavailable",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it("that is not there is told as that", async () => {
    const error = await ask({ baseUrl: "http://127.0.0.1:9/v1" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "model_unavailable", message: "The model does not answer." });
  });

  it("is not waited for by someone who has gone", async () => {
    const gone = AbortSignal.abort(new Error("the reader has gone"));
    await expect(askServer({ baseUrl, apiKey: "", starterNames: [], contextSize: 1 }, gone)).rejects.toThrow(
      "has gone",
    );
  });
});

it("R1 and its distills are known by the names that servers give them, and others are not", () => {
  for (const name of [
    "DeepSeek-R1-Distill-Qwen-7B",
    "deepseek-r1:7b",
    "unsloth/DeepSeek-R1-Distill-Llama-8B-GGUF",
    "R1",
    "my-r1-7b",
  ])
    expect(isR1(name), name).toBe(true);
  for (const name of ["mistral", "qwen2.5-r10", "llama3r1b", "gpr1x", ""]) expect(isR1(name), name).toBe(false);
});

describe("what went wrong while it wrote", () => {
  const failure = (status: number | undefined, body?: object, headers: Record<string, string> = {}) =>
    OpenAI.APIError.generate(status, body, "failed", new Headers(headers));

  it.each<[string, Error, boolean, string, RegExp]>([
    ["too many ask", failure(429, { error: {} }), false, "overloaded", /about 5 s/],
    [
      "too many ask, and it says how long",
      failure(429, {}, { "retry-after": "40" }),
      false,
      "overloaded",
      /about 40 s/,
    ],
    ["it has no room", failure(503, {}), false, "overloaded", /Ask again/],
    [
      "it is loading",
      failure(503, { error: { code: "model_unavailable", message: "Still loading." } }),
      false,
      "model_unavailable",
      /.*/,
    ],
    [
      "the prompt is too long, by its code",
      failure(400, { error: { code: "context_length_exceeded", message: "x" } }),
      false,
      "context_too_small",
      /shorter/,
    ],
    [
      "the prompt is too long, in words",
      failure(400, { error: { message: "exceeds the available context size" } }),
      false,
      "context_too_small",
      /CONTEXT_SIZE/,
    ],
    ["the key is wrong", failure(401, {}), false, "model_unavailable", /LLM_API_KEY/],
    ["it has no such model", failure(404, {}), false, "model_unavailable", /LLM_MODEL/],
    ["it breaks", failure(500, {}), false, "model_unavailable", /log/],
    ["it breaks in mid-answer", failure(500, {}), true, "model_interrupted", /kept/],
    ["its stream says so", failure(undefined, { error: { message: "oops" } }), true, "model_interrupted", /kept/],
    [
      "the connection breaks at once",
      new OpenAI.APIConnectionError({ message: "refused" }),
      false,
      "model_unavailable",
      /log/,
    ],
    [
      "the connection breaks in mid-answer",
      new OpenAI.APIConnectionError({ message: "reset" }),
      true,
      "model_interrupted",
      /kept/,
    ],
    ["anything at all", new TypeError("terminated"), true, "model_interrupted", /kept/],
  ])("%s", (_, error, started, code, hint) => {
    const told = asGenerateError(error, started);
    expect(told.code).toBe(code);
    if (code !== "model_unavailable" || told.hint !== undefined) expect(told.hint ?? "").toMatch(hint);
    // What a server says of itself may name paths and keys: it is kept for the log alone.
    expect(told.message).not.toContain("oops");
  });

  it("an error that is ours already stays as it is", () => {
    const ours = new FootnoteError("cancelled", "The reader has gone.");
    expect(asGenerateError(ours, true)).toBe(ours);
  });
});
