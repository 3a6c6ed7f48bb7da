import { contract, createRouter, gives } from "../router.ts";
import { searchQuery } from "../schemas/fields.ts";
import { searchResult } from "../schemas/records.ts";

const find = contract({
  method: "get",
  path: "/search",
  summary: 'Find passages: "exact phrase", -word, file:name and page:n are understood',
  request: { query: searchQuery },
  responses: { 200: gives(searchResult) },
});

export const search = createRouter().openapi(find, async (c) => {
  const { person, services } = c.var;
  const started = performance.now();
  const { evidence, ...query } = c.req.valid("query");
  const found = await (evidence ? services.search.findEvidence(person, query) : services.search.find(person, query));
  return c.json({ ...found, tookMs: Math.round((performance.now() - started) * 10) / 10 }, 200);
});
