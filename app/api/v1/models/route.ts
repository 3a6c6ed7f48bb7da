import { addModelRequest } from "../../../_http/models.ts";
import { readJson, route } from "../../../_http/route.ts";

export const GET = route(async ({ assistant, person }) => Response.json(await assistant.models.overview(person)));

export const POST = route(async ({ assistant, person, request }) => {
  const { address } = await readJson(request, addModelRequest);
  return Response.json(await assistant.models.add(person, address), { status: 201 });
});
