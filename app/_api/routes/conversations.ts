import { z } from "@hono/zod-openapi";
import { contract, createRouter, done, gives, takes } from "../router.ts";
import { byId, conversationTitle } from "../schemas/fields.ts";
import { answer, conversation, unansweredQuestion } from "../schemas/records.ts";

const list = contract({
  method: "get",
  path: "/conversations",
  summary: "Your conversations, newest first",
  responses: { 200: gives(z.object({ conversations: z.array(conversation) })) },
});
const read = contract({
  method: "get",
  path: "/conversations/{id}",
  summary: "One conversation with its answers",
  request: { params: byId },
  responses: { 200: gives(z.object({ id: z.string(), title: z.string(), answers: z.array(answer) })) },
});
const rename = contract({
  method: "patch",
  path: "/conversations/{id}",
  summary: "Rename a conversation",
  request: { params: byId, body: takes(z.strictObject({ title: conversationTitle })) },
  responses: { 204: done },
});
const remove = contract({
  method: "delete",
  path: "/conversations/{id}",
  summary: "Delete a conversation and its answers",
  request: { params: byId },
  responses: { 204: done },
});
const unanswered = contract({
  method: "get",
  path: "/unanswered",
  summary: "Questions that the documents of the collections you keep did not answer, newest first",
  responses: { 200: gives(z.object({ questions: z.array(unansweredQuestion) })) },
});

export const conversations = createRouter()
  .openapi(list, async (c) => {
    const { person, services } = c.var;
    return c.json({ conversations: await services.conversations.list(person) }, 200);
  })
  .openapi(read, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.conversations.get(person, c.req.valid("param").id), 200);
  })
  .openapi(rename, async (c) => {
    const { person, services } = c.var;
    await services.conversations.rename(person, c.req.valid("param").id, c.req.valid("json").title);
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    const { person, services } = c.var;
    await services.conversations.remove(person, c.req.valid("param").id);
    return c.body(null, 204);
  })
  .openapi(unanswered, async (c) => {
    const { person, services } = c.var;
    return c.json({ questions: await services.conversations.unanswered(person) }, 200);
  });
