import { describe, expect, it } from "vitest";
import type { Hit } from "../../../lib/base/types.ts";
import { highlightWords, parseQuery } from "../../../lib/retrieve/index.ts";
import { search, showHits } from "../../../lib/retrieve/search.ts";

/** How hits become what a reader sees: a page's own words, with what matched. */

const pages: Record<string, string> = {
  "a:1": "The warranty lasts twelve months. ",
  "a:2": "Batteries are covered for six months only.",
};
const deps = {
  pageText: async (documentId: string, page: number) => pages[`${documentId}:${page}`] ?? null,
  names: async (ids: string[]) => new Map(ids.filter((id) => id !== "gone").map((id) => [id, `${id}.pdf`])),
  highlight: highlightWords,
};
const hit = (more: Partial<Hit> = {}): Hit => ({
  id: "a:0",
  documentId: "a",
  collectionId: "c",
  ordinal: 0,
  text: `${pages["a:1"]}${pages["a:2"]}`,
  spans: [
    { page: 1, start: 0, end: 34 },
    { page: 2, start: 0, end: 42 },
  ],
  headings: ["Cover"],
  tokens: 20,
  about: "a",
  score: 0.9,
  scores: { vector: 0.8, text: 4 },
  ...more,
});
const show = (hits: Hit[], query: string) => showHits(deps, hits, parseQuery(query));

describe("a hit that spans two pages", () => {
  it.each([
    ["warranty", 1],
    ["batteries", 2],
    ["warranty batteries covered", 2],
    ["nothing of it", 1],
  ])("is shown on the page where most of “%s” stands: %i", async (query, page) => {
    const [shown] = await show([hit()], query);
    expect(shown?.page).toBe(page);
    expect(shown?.text).toBe(pages[`a:${page}`]?.slice(shown?.start, shown?.end));
  });

  it("has its marks inside the shown text, on the words that were asked for", async () => {
    const [shown] = await show([hit()], "covered batteries");
    const words = shown?.highlights.map(([start, end]) => shown.text.slice(start, end).toLowerCase());
    expect(words).toEqual(expect.arrayContaining(["batteries", "covered"]));
  });

  it("is shown on the page that is left where the other cannot be read", async () => {
    const [shown] = await show(
      [
        hit({
          spans: [
            { page: 9, start: 0, end: 5 },
            { page: 2, start: 0, end: 42 },
          ],
        }),
      ],
      "warranty",
    );
    expect(shown?.page).toBe(2);
  });
});

describe("hits that cannot be shown", () => {
  it("of a document that is gone, and of pages that are gone, are left out; the others keep their order", async () => {
    const hits = [
      hit({ id: "gone:0", documentId: "gone" }),
      hit({ id: "a:1", score: 0.7 }),
      hit({ id: "a:2", spans: [{ page: 99, start: 0, end: 5 }] }),
      hit({ id: "a:3", score: 0.5 }),
    ];
    expect((await show(hits, "warranty")).map(({ score }) => score)).toEqual([0.7, 0.5]);
  });

  it("none at all are no error", async () => {
    expect(await show([], "warranty")).toEqual([]);
  });
});

describe("a search that explains itself", () => {
  const retriever = {
    retrieve: async () => ({
      hits: [hit()],
      found: 1,
      query: parseQuery("warranty"),
      vector: null,
      explained: [
        { ...hit(), leftOut: null },
        { ...hit({ id: "a:1" }), leftOut: "ranked below the limit" },
      ],
    }),
  };
  const request = { query: "warranty", scope: { collectionIds: ["c"] }, limit: 1 };

  it("shows every candidate with its scores, and why it was left out where it was", async () => {
    const shown = await search({ ...deps, retriever }, { ...request, explain: true });
    expect(shown.map(({ cut }) => cut)).toEqual([null, "ranked below the limit"]);
    expect(shown[0]?.scores).toEqual({ vector: 0.8, text: 4 });
  });

  it("says nothing of the kind where it was not asked to", async () => {
    const plain = { retrieve: async () => ({ ...(await retriever.retrieve()), explained: null }) };
    const [shown] = await search({ ...deps, retriever: plain }, request);
    expect(shown).not.toHaveProperty("cut");
  });
});
