import { route } from "../../../_http/route.ts";

export const GET = route(async ({ assistant, person }) =>
  Response.json({ conversations: await assistant.conversations.list(person) }),
);
