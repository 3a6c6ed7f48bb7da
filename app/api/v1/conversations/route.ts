import { route } from "../../../_http/route.ts";

export const GET = route(async ({ web, person }) =>
  Response.json({ conversations: await web.conversations.list(person) }),
);
