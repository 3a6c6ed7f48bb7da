import { metersQuery } from "../../../_http/meters.ts";
import { readQuery, route } from "../../../_http/route.ts";

export const GET = route(async ({ web, person, request }) => {
  const { days } = readQuery(request, metersQuery);
  return Response.json(await web.meters.read(person, days));
});
