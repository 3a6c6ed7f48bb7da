import { route } from "../../../_http/route.ts";

export const GET = route(async ({ assistant, person }) =>
  Response.json({ questions: await assistant.conversations.unanswered(person) }),
);
