import { afterAll, beforeAll, expect, test } from "vitest";
import { calls } from "../../api-routes.ts";
import { type OpenApi, openApi } from "../../fixtures/api.ts";

/** A page of another site can have a browser send our cookie along: what changes something must come from our own pages. */
let footnote: OpenApi;
beforeAll(async () => {
  footnote = await openApi();
});
afterAll(() => footnote.close());

const unsafe = calls.filter(({ method }) => method !== "get");
const foreign = { origin: "https://evil.example", "content-type": "text/plain" };

test.each(unsafe.map(({ method, path }) => [`${method} ${path}`, method, path.replaceAll(/\{\w+\}/g, "1")]))(
  "%s is refused from another site, whatever else stands in Authorization",
  async (_, method, path) => {
    for (const authorization of ["", "Basic eDp5", "Bearer", "Bearer ", "bearer", "Token x", "Negotiate x"]) {
      const init = {
        method: method.toUpperCase(),
        headers: { ...foreign, authorization },
        body: method === "delete" ? null : "{}",
      };
      const response = await footnote.call(path, init);
      expect(response.status, authorization).toBe(403);
      expect((await response.json()).error).toMatchObject({
        code: "forbidden",
        message: "This request came from another site.",
      });
    }
  },
);

test("a program with a key may send what it likes: no browser adds a key by itself", async () => {
  const made = await footnote.call("/collections", {
    method: "POST",
    headers: { origin: "https://their.example" },
    body: JSON.stringify({ name: "Theirs" }),
  });
  expect(made.status).toBe(201);
});

test("our own page may, and one that only says that it is of another site may not", async () => {
  const headers = (site: string) => ({ authorization: "", origin: "http://127.0.0.1:3000", "sec-fetch-site": site });
  const ask = (site: string) => footnote.call("/collections", { method: "POST", headers: headers(site), body: "{}" });
  expect((await ask("same-origin")).status).toBe(401);
  expect((await ask("cross-site")).status).toBe(403);
});
