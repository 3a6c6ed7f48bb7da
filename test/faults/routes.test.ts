import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { calls } from "../api-routes.ts";
import { type OpenApi, openApi } from "../fixtures/api.ts";
import { badValues, badWords, bodyFields, queryFields } from "./values.ts";

/**
 * Every call of the API with what no client should send. The list of calls is the API's own, so a new one is walked as it
 * is added. Whatever is sent: never a 500, and never a stack, a path of this machine or a secret in an answer.
 */
let footnote: OpenApi;
beforeAll(async () => {
  footnote = await openApi();
});
afterAll(() => footnote.close());

const named = calls.map((call) => [`${call.method} ${call.path}`, call] as const);
const withBody = named.filter(([, call]) => bodyFields(call).length > 0);
const withParameters = named.filter(([, { path }]) => path.includes("{"));
const addressOf = (path: string, value = "1") => path.replaceAll(/\{\w+\}/g, value);
const leaks = /\n\s+at |node_modules|file:\/\/|\/(?:tmp|home|root|work|usr|lib)\/|s{32}|SQLITE|drizzle|select |insert /;

/** What an answer may be: done, or refused in words. Event streams are let go of. */
async function check(response: Response, sent: string): Promise<{ status: number; message: string }> {
  const { status } = response;
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    await response.body?.cancel();
    return { status, message: "" };
  }
  const text = await response.text();
  expect(status, `${sent}: ${text}`).not.toBe(500);
  expect(text, sent).not.toMatch(leaks);
  if (status < 400) return { status, message: "" };
  const { error } = JSON.parse(text) as { error: { code: string; message: string } };
  expect(error.code, sent).not.toBe("internal");
  expect(error.message.length, sent).toBeGreaterThan(5);
  expect(error.message.length, `${sent}: it does not repeat what was sent`).toBeLessThan(2000);
  return { status, message: error.message };
}

describe("a field of a body", () => {
  test.each(withBody)("%s", async (name, call) => {
    for (const field of bodyFields(call)) {
      for (const [what, value] of badValues) {
        const body = `{${JSON.stringify(field)}:${value}}`;
        const { status, message } = await check(
          await footnote.send(call.method.toUpperCase(), addressOf(call.path), body),
          `${name} ${field}: ${what}`,
        );
        // The value may fit where another field is missing: then that one is named.
        const names = message.toLowerCase().includes(field.toLowerCase()) || /^[\w.]+: /.test(message);
        if (status === 400) expect(names, `${field}: ${what}: ${message}`).toBe(true);
      }
    }
  });
});

describe("a body", () => {
  const bodies = [
    ["given twice", '{"name":"a","name":"b","question":"a","question":"b","x":1}'],
    ["with __proto__", '{"__proto__":{"admin":true}}'],
    ["with constructor", '{"constructor":{"prototype":{"admin":true}}}'],
    ["NaN", '{"name":NaN}'],
    ["Infinity", "Infinity"],
    ["5,000 deep", "[".repeat(5000) + "]".repeat(5000)],
    ["100,000 deep", "[".repeat(100_000)],
    ["a long number", "9".repeat(100_000)],
    ["10,000 fields", `{${Array.from({ length: 10_000 }, (_, at) => `"f${at}":1`).join()}}`],
    ["a long name", `{"${"n".repeat(100_000)}":1}`],
    ["a name that acts on terminals", '{"\\u001b[2J\\u0000":1}'],
    ["compressed, or said to be", "\u001f\u008b\u0008"],
  ] as const;
  test.each(withBody)("%s", async (name, call) => {
    for (const [what, body] of bodies) {
      const { status } = await check(
        await footnote.send(call.method.toUpperCase(), addressOf(call.path), body),
        `${name} ${what}`,
      );
      expect(status, what).toBeGreaterThanOrEqual(400);
    }
    expect("admin" in {}).toBe(false);
  });
});

test.each(withParameters)("a name in the path of %s", async (name, call) => {
  for (const word of badWords) {
    const init = { method: call.method.toUpperCase(), ...(bodyFields(call).length > 0 ? { body: "{}" } : {}) };
    await check(await footnote.call(addressOf(call.path, word), init), `${name} ${word}`);
  }
});

test.each(named)("a word in the query of %s", async (name, call) => {
  for (const field of queryFields(call)) {
    for (const word of badWords) {
      await check(
        await footnote.call(`${addressOf(call.path)}?${field}=${word}`, { method: call.method.toUpperCase() }),
        `${name} ${field}=${word}`,
      );
    }
    await check(
      await footnote.call(`${addressOf(call.path)}?${`${field}=1&`.repeat(2000)}`, {
        method: call.method.toUpperCase(),
      }),
      `${name} ${field} 2,000 times`,
    );
  }
});

test.each(named)("a method that %s has not", async (name, call) => {
  for (const method of ["PUT", "OPTIONS", "PROPFIND", "DELETE", "PATCH", "POST", "HEAD"]) {
    const response = await footnote.call(addressOf(call.path), { method });
    if (method === "HEAD") expect(response.status).not.toBe(500);
    else await check(response, `${name} by ${method}`);
  }
});

test.each(named)("headers that %s does not expect", async (name, call) => {
  const bad: Record<string, string>[] = [
    { "content-type": "multipart/form-data" },
    { "content-type": "multipart/form-data; boundary=" },
    { "content-type": "x".repeat(5000) },
    { "content-encoding": "gzip" },
    { "content-length": "-1" },
    { "x-filename": "%00" },
    { "x-filename": "%E2%80%AEfdp.exe" },
    { "x-filename": "..%2f..%2fsecret" },
    { "x-filename": "x".repeat(5000) },
    { "x-filename": "%FF" },
    { range: "bytes=99999999999999999999-" },
    { origin: "null" },
    { host: "evil.example" },
    { authorization: "Bearer \u00e9" },
    { authorization: "" },
    { cookie: `footnote.session_token=${"%00".repeat(100)}` },
    { cookie: "footnote.session_token=%E0%A4%A", authorization: "" },
  ];
  for (const headers of bad) {
    const init = { method: call.method.toUpperCase(), headers, ...(call.method === "get" ? {} : { body: "{}" }) };
    await check(await footnote.call(addressOf(call.path), init), `${name} ${JSON.stringify(headers).slice(0, 80)}`);
  }
});
