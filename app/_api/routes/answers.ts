import { z } from "@hono/zod-openapi";
import { answerStream } from "../answer-stream.ts";
import { contract, createRouter, done, gives, takes } from "../router.ts";
import { answerRequest, byId } from "../schemas/fields.ts";
import { answer } from "../schemas/records.ts";

const ask = contract({
  method: "post",
  path: "/answers",
  summary:
    "Ask. With `stream: false` the whole answer as JSON, otherwise server-sent events in the AI SDK's UI message stream",
  request: { body: takes(answerRequest) },
  responses: {
    200: {
      description: "Success",
      content: { "application/json": { schema: answer }, "text/event-stream": { schema: z.string() } },
    },
  },
});
const read = contract({
  method: "get",
  path: "/answers/{id}",
  summary: "A kept answer",
  request: { params: byId },
  responses: { 200: gives(answer) },
});
const stopIt = contract({
  method: "post",
  path: "/answers/{id}/stop",
  summary: "Stop an answer that is being made; one that has ended already is left as it is",
  request: { params: byId },
  responses: { 204: done },
});
const answerNow = contract({
  method: "post",
  path: "/answers/{id}/answer-now",
  summary: "Close the thinking of an answer that is being made, so that it is written at once",
  request: { params: byId },
  responses: { 204: done },
});

export const answers = createRouter()
  .openapi(ask, async (c) => {
    const { person, services } = c.var;
    const { stream, ...asked } = c.req.valid("json");
    const stop = new AbortController();
    c.req.raw.signal.addEventListener("abort", () => stop.abort());
    const events = await services.answers.ask(person, asked, stop);
    if (stream !== false) return answerStream(events, () => stop.abort());
    for await (const event of events) if (event.type === "finish") return c.json(event.answer, 200);
    throw new Error("an answer ended without its last event");
  })
  .openapi(read, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.conversations.answer(person, c.req.valid("param").id), 200);
  })
  .openapi(stopIt, async (c) => {
    const { person, services } = c.var;
    await services.answers.stop(person, c.req.valid("param").id);
    return c.body(null, 204);
  })
  .openapi(answerNow, async (c) => {
    const { person, services } = c.var;
    await services.answers.answerNow(person, c.req.valid("param").id);
    return c.body(null, 204);
  });
