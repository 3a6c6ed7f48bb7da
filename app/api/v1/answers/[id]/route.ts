import { route } from "../../../../_http/route.ts";

export const GET = route<{ id: string }>(async ({ assistant, person, params }) =>
  Response.json(await assistant.conversations.answer(person, params.id)),
);
