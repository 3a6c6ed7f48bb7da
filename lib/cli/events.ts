import { EventSourceParserStream } from "eventsource-parser/stream";

/** The data of each server-sent event of a response, in order. */
export async function* eventsOf(response: Response): AsyncGenerator<string> {
  const reader = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) return;
    yield next.value.data;
  }
}
