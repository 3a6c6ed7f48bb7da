import { readQuery, route } from "../../../_http/route.ts";
import { searchQuery } from "../../../_http/schemas.ts";

export const GET = route(async ({ web, person, request }) => {
  const started = performance.now();
  const { evidence, ...query } = readQuery(request, searchQuery);
  const found = evidence ? await web.search.findEvidence(person, query) : await web.search.find(person, query);
  return Response.json({ ...found, tookMs: Math.round((performance.now() - started) * 10) / 10 });
});
