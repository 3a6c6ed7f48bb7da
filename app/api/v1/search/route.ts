import { readQuery, route } from "../../../_http/route.ts";
import { searchQuery } from "../../../_http/schemas.ts";

export const GET = route(async ({ assistant, person, request }) => {
  const started = performance.now();
  const { evidence, ...query } = readQuery(request, searchQuery);
  const found = evidence ? await assistant.searchEvidence(person, query) : await assistant.search(person, query);
  return Response.json({ ...found, tookMs: Math.round((performance.now() - started) * 10) / 10 });
});
