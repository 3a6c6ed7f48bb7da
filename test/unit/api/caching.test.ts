import { afterAll, beforeAll, expect, test } from "vitest";
import { calls } from "../../api-routes.ts";
import { type OpenApi, openApi } from "../../fixtures/api.ts";

/** What was read stays in no browser: after deletion, withdrawal or signing out nothing of it is shown again. */
let footnote: OpenApi;
beforeAll(async () => {
  footnote = await openApi();
});
afterAll(() => footnote.close());

const reading = calls.filter(({ method }) => method === "get").map(({ path }) => path);

test.each([...reading, "/openapi.json", "/nowhere"])("%s is kept by nobody", async (path) => {
  const response = await footnote.call(path.replaceAll(/\{\w+\}/g, "1"));
  const stream = response.headers.get("content-type")?.startsWith("text/event-stream");
  expect(response.headers.get("cache-control")).toContain(stream ? "no-cache" : "no-store");
  await response.body?.cancel();
});
