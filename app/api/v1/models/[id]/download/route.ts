import { route } from "../../../../../_http/route.ts";

export const POST = route<{ id: string }>(async ({ assistant, person, params }) =>
  Response.json(await assistant.models.fetch(person, params.id), { status: 202 }),
);
