import { route } from "../../../../_http/route.ts";

export const GET = route<{ id: string }>(async ({ web, person, params }) =>
  Response.json(await web.conversations.answer(person, params.id)),
);
