import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Generator } from "../../../lib/generate/index.ts";
import { calls, schemaOf } from "../../api-routes.ts";
import { type OpenApi, openApi } from "../../fixtures/api.ts";

/** What the API says to requests that cannot be right: never a 500, and always the name of the field. */

const generator: Generator = {
  info: async () => ({
    name: "Small 1B",
    backend: "cpu",
    starter: true,
    contextSize: 2048,
    promptForm: "plain",
    promptTokensPerSecond: null,
  }),
  countTokens: async (texts) => texts.map((text) => text.length),
  // biome-ignore lint/correctness/useYield: no question comes this far here
  generate: async function* () {
    throw new Error("nothing is generated here");
  },
};

let footnote: OpenApi;
beforeAll(async () => {
  footnote = await openApi({ generator });
});
afterAll(() => footnote.close());

interface Refused {
  error: { code: string; message: string; hint?: string };
}
const refused = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as Refused).error,
});

const withBody = calls.filter(({ request }) => request?.body?.content["application/json"]);
const addressOf = (path: string) => path.replaceAll(/\{\w+\}/g, "1");

test("the OpenAPI document holds every route that answers, and no other", async () => {
  const document = (await (await footnote.call("/openapi.json")).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  };
  expect(document.openapi).toBe("3.1.0");
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const served = footnote.api.routes
    .filter(({ method, path }) => method !== "ALL" && !path.endsWith("/openapi.json"))
    .map(({ method, path }) => `${method.toLowerCase()} ${path.slice("/api/v1".length).replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(described.sort()).toEqual([...new Set(served)].sort());
  expect(described.length).toBeGreaterThan(35);
  const search = document.paths["/search"]?.get?.parameters?.map(({ name }) => name);
  expect(search).toEqual(["q", "collection", "document", "limit", "explain", "words", "evidence"]);
});

test.each(calls.map(({ method, path }) => [`${method} ${path}`, method, path]))(
  "%s refuses a field of the query that it does not know",
  async (_, method, path) => {
    const response = await footnote.call(`${addressOf(path)}?nonsense=1`, {
      method: method.toUpperCase(),
      ...(withBody.some((one) => one.path === path && one.method === method) ? { body: "{}" } : {}),
    });
    expect(await refused(response)).toMatchObject({
      status: 400,
      code: "bad_request",
      message: expect.stringContaining("nonsense"),
    });
  },
);

test.each(withBody.map(({ method, path }) => [`${method} ${path}`, method, path]))(
  "%s refuses a field of the body that it does not know, and bodies of other shapes",
  async (_, method, path) => {
    const send = (body: unknown) => footnote.send(method.toUpperCase(), addressOf(path), body);
    expect(await refused(await send({ nonsense: 1 }))).toMatchObject({
      status: 400,
      message: expect.stringContaining("nonsense"),
    });
    for (const body of ["[]", "null", "3", '"text"', "", "{", '{"a":1}}'])
      expect((await send(body)).status, body).toBe(400);
  },
);

describe("values that cannot be right are refused with the name of their field", () => {
  const question = "Who?";
  test.each<[string, unknown, string]>([
    ["an array for a string", { question: ["Who?"] }, "question"],
    ["a number for a string", { question: 1 }, "question"],
    ["NUL", { question: "Who\u0000?" }, "question"],
    ["an escape character", { question: "\u001b[31mWho?" }, "question"],
    ["half of a surrogate pair", { question: "Who \ud800?" }, "question"],
    ["a negative number", { question, thoughtTokens: -1 }, "thoughtTokens"],
    ["a fraction", { question, thoughtTokens: 1.5 }, "thoughtTokens"],
    ["a number past the range", { question, thoughtTokens: 1e308 }, "thoughtTokens"],
    ["a string for a list", { question, documentIds: "a" }, "documentIds"],
    ["a number in a list", { question, documentIds: [1] }, "documentIds.0"],
    ["NUL in a list", { question, collectionIds: ["\u0000"] }, "collectionIds.0"],
    ["a string for a truth value", { question, stream: "no" }, "stream"],
    ["an unknown document", { question, documentIds: ["nope"] }, "documentIds"],
    ["an unknown collection", { question, collectionIds: ["nope"] }, "collectionIds"],
    ["a model that does not run", { question, model: "gpt-4" }, "model"],
  ])("%s", async (_, body, field) => {
    const error = await refused(await footnote.send("POST", "/answers", body));
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error.status).toBeLessThan(500);
    expect(error.message).toContain(`${field}:`);
  });

  test.each([
    ["/search?limit=0", "limit"],
    ["/search?limit=1e400", "limit"],
    ["/search?limit=many", "limit"],
    ["/search?limit=1&limit=2", "limit"],
    ["/search?q=a&q=b", "q"],
    ["/search?q=%00", "q"],
    ["/search?q=a&explain=yes", "explain"],
    ["/search?q=a&document=nope", "document"],
    ["/search?document=nope", "document"],
    ["/search?q=a&collection=nope", "collection"],
    ["/meters?days=0", "days"],
    ["/test-questions?format=xml", "format"],
    ["/documents/1/pages/0", "n"],
    ["/documents/1/pages/1e3", "n"],
    ["/documents/%00", "id"],
    [`/documents/${"x".repeat(101)}`, "id"],
  ])("%s", async (path, field) => {
    const error = await refused(await footnote.call(path));
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error.status).toBeLessThan(500);
    expect(error.message).toContain(`${field}:`);
  });

  test("bytes that are not UTF-8", async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const error = await refused(await footnote.call("/collections", { method: "POST", body: new Uint8Array(body) }));
    expect(error).toMatchObject({ status: 400, message: "The body is not UTF-8." });
  });
});

test("whose model runs may be named, and the question is answered for", async () => {
  const error = await refused(await footnote.send("POST", "/answers", { question: "Who?", model: "Small 1B" }));
  expect(error).toMatchObject({ status: 409, code: "no_documents" }); // past the check of the model
});

test("a body over 256 kB is refused while it is read", async () => {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 64 * 1024;
      controller.enqueue(new Uint8Array(64 * 1024).fill(32));
      if (sent >= 64 * 1024 * 1024) controller.close();
    },
  });
  const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
  expect(await refused(await footnote.call("/answers", init))).toMatchObject({ status: 413, code: "too_large" });
  expect(sent).toBeLessThan(1024 * 1024);
});

test("a stranger is told the same everywhere but at the health line", async () => {
  for (const { method, path } of calls) {
    const response = await footnote.call(addressOf(path), {
      method: method.toUpperCase(),
      headers: { authorization: "" },
    });
    if (path === "/health") expect(Object.keys((await response.json()) as object)).toEqual(["status"]);
    else expect((await refused(response)).status, `${method} ${path}`).toBe(401);
  }
});

test("what the reading calls answer is what they say", async () => {
  for (const path of calls
    .filter(({ method, path }) => method === "get" && !path.includes("{"))
    .map(({ path }) => path)) {
    const schema = schemaOf("get", path, 200);
    if (schema === undefined) continue;
    const response = await footnote.call(path);
    expect(response.status, path).toBe(200);
    expect(schema.safeParse(await response.json()).error?.issues ?? [], path).toEqual([]);
  }
});
