import { addModelRequest } from "../../../_http/models.ts";
import { readJson, route } from "../../../_http/route.ts";

export const GET = route(async ({ web, person }) => Response.json(await web.models.overview(person)));

export const POST = route(async ({ web, person, request }) => {
  const { address } = await readJson(request, addModelRequest);
  return Response.json(await web.models.add(person, address), { status: 201 });
});
