import { compareRequest } from "../../../_http/comparisons.ts";
import { errorBodyOf } from "../../../_http/errors.ts";
import { eventStream, serverEvent } from "../../../_http/event-stream.ts";
import { readJson, route } from "../../../_http/route.ts";

export const GET = route(async ({ web, person }) => {
  const { candidates, earlier, notes } = await web.comparisons.candidates(person);
  const [comparisons, totals] = await Promise.all([web.comparisons.list(person), web.comparisons.totals(person)]);
  return Response.json({ candidates, earlier, notes, comparisons, totals });
});

export const POST = route(async ({ web, person, request }) => {
  const { stream, ...asked } = await readJson(request, compareRequest);
  const stop = new AbortController();
  request.signal.addEventListener("abort", () => stop.abort());
  const events = await web.comparisons.compare(person, asked, stop);
  if (stream !== false) return eventStream(encode(events), { onCancel: () => stop.abort() });
  for await (const event of events) {
    if (event.type === "comparison") return Response.json({ comparison: event.comparison });
  }
  throw new Error("a comparison ended without its last event");
});

async function* encode(events: AsyncIterable<object>): AsyncGenerator<string> {
  try {
    for await (const event of events) yield serverEvent(event);
  } catch (error) {
    yield serverEvent({ type: "error", ...errorBodyOf(error) });
  }
  yield serverEvent("[DONE]");
}
