import { route } from "../../../../../_http/route.ts";

export const POST = route<{ id: string }>(async ({ web, person, params }) =>
  Response.json(await web.models.use(person, params.id), { status: 202 }),
);
