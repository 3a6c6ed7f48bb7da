import { z } from "@hono/zod-openapi";
import { errorBodyOf } from "../errors.ts";
import { eventStream, serverEvent } from "../event-stream.ts";
import { contract, createRouter, done, gives, takes } from "../router.ts";
import { compareRequest, comparison, comparisonOverview, preferenceRequest } from "../schemas/comparisons.ts";
import { byId } from "../schemas/fields.ts";

const overview = contract({
  method: "get",
  path: "/comparisons",
  summary: "What can be compared now, your comparisons, newest first, and how often each was preferred",
  responses: { 200: gives(comparisonOverview) },
});
const compare = contract({
  method: "post",
  path: "/comparisons",
  summary:
    "Ask one question of two: retrieved once, both answer from the same sources, one after the other. With `stream: false` the kept comparison, otherwise server-sent events `{type: side, side, event}` and at the end `{type: comparison}`",
  request: { body: takes(compareRequest) },
  responses: {
    200: {
      description: "Success",
      content: {
        "application/json": { schema: z.object({ comparison: comparison.nullable() }) },
        "text/event-stream": { schema: z.string() },
      },
    },
  },
});
const read = contract({
  method: "get",
  path: "/comparisons/{id}",
  summary: "One comparison with both answers",
  request: { params: byId },
  responses: { 200: gives(comparison) },
});
const prefer = contract({
  method: "patch",
  path: "/comparisons/{id}",
  summary: "Say which side you prefer; null takes it back",
  request: { params: byId, body: takes(preferenceRequest) },
  responses: { 204: done },
});
const remove = contract({
  method: "delete",
  path: "/comparisons/{id}",
  summary: "Delete a comparison",
  request: { params: byId },
  responses: { 204: done },
});

const closing = serverEvent("[DONE]");

async function* encode(events: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const event of events) yield serverEvent(event);
  yield closing;
}

export const comparisons = createRouter()
  .openapi(overview, async (c) => {
    const { person, services } = c.var;
    const { candidates, earlier, notes } = await services.comparisons.candidates(person);
    const [comparisons, totals] = await Promise.all([
      services.comparisons.list(person),
      services.comparisons.totals(person),
    ]);
    return c.json({ candidates, earlier, notes, comparisons, totals }, 200);
  })
  .openapi(compare, async (c) => {
    const { person, services } = c.var;
    const { stream, ...asked } = c.req.valid("json");
    const stop = new AbortController();
    c.req.raw.signal.addEventListener("abort", () => stop.abort());
    const events = await services.comparisons.compare(person, asked, stop);
    if (stream !== false) {
      return eventStream(encode(events), {
        onError: (error) => serverEvent({ type: "error", ...errorBodyOf(error) }) + closing,
        onCancel: () => stop.abort(),
      });
    }
    for await (const event of events)
      if (event.type === "comparison") return c.json({ comparison: event.comparison }, 200);
    throw new Error("a comparison ended without its last event");
  })
  .openapi(read, async (c) => {
    const { person, services } = c.var;
    return c.json(await services.comparisons.get(person, c.req.valid("param").id), 200);
  })
  .openapi(prefer, async (c) => {
    const { person, services } = c.var;
    await services.comparisons.prefer(person, c.req.valid("param").id, c.req.valid("json").preference);
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    const { person, services } = c.var;
    await services.comparisons.remove(person, c.req.valid("param").id);
    return c.body(null, 204);
  });
