import { readQuery, route } from "../../../_http/route.ts";
import { searchQuery } from "../../../_http/schemas.ts";

export const GET = route(async ({ assistant, person, request }) => {
  const started = performance.now();
  const hits = await assistant.search(person, readQuery(request, searchQuery));
  return Response.json({ hits, tookMs: Math.round((performance.now() - started) * 10) / 10 });
});
