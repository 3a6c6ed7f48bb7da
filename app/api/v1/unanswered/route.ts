import { route } from "../../../_http/route.ts";

export const GET = route(async ({ web, person }) =>
  Response.json({ questions: await web.conversations.unanswered(person) }),
);
