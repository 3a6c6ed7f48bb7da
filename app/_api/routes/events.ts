import { z } from "@hono/zod-openapi";
import { errorBodyOf } from "../errors.ts";
import { eventStream, serverEvent } from "../event-stream.ts";
import { contract, createRouter } from "../router.ts";

const follow = contract({
  method: "get",
  path: "/events",
  summary: "Every change of a document you may see, as server-sent events, from the moment the stream is open",
  responses: { 200: { description: "Success", content: { "text/event-stream": { schema: z.string() } } } },
});

export const events = createRouter().openapi(follow, async (c) => {
  const { person, services } = c.var;
  const stop = new AbortController();
  const changes = await services.documents.changes(person, stop.signal);
  async function* encode() {
    for await (const { record, deleted } of changes)
      yield deleted ? serverEvent({ id: record.id }, "deleted") : serverEvent(record, "document");
  }
  return eventStream(encode(), {
    onError: (error) => serverEvent(errorBodyOf(error), "error"),
    onCancel: () => stop.abort(),
  });
});
