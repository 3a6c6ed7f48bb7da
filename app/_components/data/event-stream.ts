import { EventSourceParserStream } from "eventsource-parser/stream";

/**
 * The `data:` payloads of a server-sent event stream, parsed as JSON, in order. The closing `[DONE]` is passed over; a
 * payload that is not JSON is dropped rather than ending the stream.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>) // the DOM's type asks for any buffer source
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const payload = parse(value.data);
      if (payload !== undefined) yield payload;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined; // [DONE] among them
  }
}
