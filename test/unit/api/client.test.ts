import { afterAll, beforeAll, expect, expectTypeOf, test, vi } from "vitest";
import { client } from "../../../app/_components/data/api.ts";
import type { DocumentRecord } from "../../../lib/catalog/index.ts";
import { type OpenApi, openApi } from "../../fixtures/api.ts";

/** The browser's client against the API itself: its paths and types are those of the contracts. */

let footnote: OpenApi;
beforeAll(async () => {
  footnote = await openApi();
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => footnote.call(path.replace("/api/v1", ""), init));
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await footnote.close();
});

test("makes and lists collections, with types", async () => {
  const made = await (await client.collections.$post({ json: { name: "Reports" } })).json();
  expectTypeOf(made.name).toEqualTypeOf<string>();
  const { collections } = await (await client.collections.$get()).json();
  expect(collections).toContainEqual(made);
  const call = client.collections[":id"].documents.$get;
  const { documents } = await (await call({ param: { id: made.id } })).json();
  expectTypeOf<(typeof documents)[number]["status"]>().toEqualTypeOf<DocumentRecord["status"]>();
  expect(documents).toEqual([]);
});

test("a failure is thrown as the API states it", async () => {
  await expect(client.documents[":id"].$get({ param: { id: "nope" } })).rejects.toMatchObject({
    code: "not_found",
    status: 404,
    message: "There is no such document.",
  });
});
