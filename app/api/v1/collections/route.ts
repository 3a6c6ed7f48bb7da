import { z } from "zod";
import { readJson, route } from "../../../_http/route.ts";
import { collectionName } from "../../../_http/schemas.ts";

export const GET = route(async ({ assistant, person }) =>
  Response.json({ collections: await assistant.collections.list(person) }),
);

export const POST = route(async ({ assistant, person, request }) => {
  const { name } = await readJson(request, z.object({ name: collectionName }));
  return Response.json(await assistant.collections.create(person, name), { status: 201 });
});
