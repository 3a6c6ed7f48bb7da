import { preferenceRequest } from "../../../../_http/comparisons.ts";
import { readJson, route } from "../../../../_http/route.ts";

export const GET = route<{ id: string }>(async ({ web, person, params }) =>
  Response.json(await web.comparisons.get(person, params.id)),
);

export const PATCH = route<{ id: string }>(async ({ web, person, params, request }) => {
  const { preference } = await readJson(request, preferenceRequest);
  await web.comparisons.prefer(person, params.id, preference);
  return new Response(null, { status: 204 });
});

export const DELETE = route<{ id: string }>(async ({ web, person, params }) => {
  await web.comparisons.remove(person, params.id);
  return new Response(null, { status: 204 });
});
