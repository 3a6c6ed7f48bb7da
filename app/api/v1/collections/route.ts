import { z } from "zod";
import { readJson, route } from "../../../_http/route.ts";
import { collectionName } from "../../../_http/schemas.ts";

export const GET = route(async ({ web, person }) => Response.json({ collections: await web.collections.list(person) }));

export const POST = route(async ({ web, person, request }) => {
  const { name } = await readJson(request, z.object({ name: collectionName }));
  return Response.json(await web.collections.create(person, name), { status: 201 });
});
