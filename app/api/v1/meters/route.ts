import { metersQuery } from "../../../_http/meters.ts";
import { readQuery, route } from "../../../_http/route.ts";

export const GET = route(async ({ assistant, person, request }) => {
  const { days } = readQuery(request, metersQuery);
  return Response.json(await assistant.meters.read(person, days));
});
