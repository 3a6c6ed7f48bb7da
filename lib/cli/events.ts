import { EventSourceParserStream } from "eventsource-parser/stream";
import { FootnoteError } from "../base/errors.ts";
import { brokeOff } from "./client.ts";

/**
 * The data of each server-sent event of a response, in order; heartbeats are passed over.
 * @throws FootnoteError `model_interrupted` when the connection breaks off
 */
export async function* eventsOf(response: Response): AsyncGenerator<string> {
  const reader = response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const next = await reader?.read().catch((error: unknown) => {
        throw error instanceof FootnoteError ? error : brokeOff(error);
      });
      if (!next || next.done) return;
      yield next.value.data;
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}
