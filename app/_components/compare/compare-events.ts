import { ApiError, errorFrom } from "../data/api.ts";
import { readEvents } from "../data/event-stream.ts";
import type { CompareEvent } from "../data/records.ts";

/**
 * What a comparison's stream says, in order; the last is the comparison itself.
 * @throws ApiError for an error that the stream ends with, and when it ends before the comparison
 */
export async function* compareEvents(body: ReadableStream<Uint8Array> | null): AsyncGenerator<CompareEvent> {
  if (body === null) throw new ApiError("internal", 0, "The answers did not arrive.", "Ask again.");
  for await (const part of readEvents(body)) {
    const event = part as CompareEvent | { type: "error" }; // the route's contract, from our own origin
    if (event.type === "error") throw errorFrom(0, event);
    yield event;
    if (event.type === "comparison") return;
  }
  throw new ApiError("unreachable", 0, "The connection broke off.", "Ask again.");
}
