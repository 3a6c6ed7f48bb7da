import { z } from "zod";
import { readJson, route } from "../../../../_http/route.ts";
import { collectionName } from "../../../../_http/schemas.ts";

export const PATCH = route<{ id: string }>(async ({ web, person, params, request }) => {
  const { name } = await readJson(request, z.object({ name: collectionName }));
  await web.collections.rename(person, params.id, name);
  return new Response(null, { status: 204 });
});

export const DELETE = route<{ id: string }>(async ({ web, person, params }) => {
  await web.collections.remove(person, params.id);
  return new Response(null, { status: 204 });
});
