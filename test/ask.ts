import { EventSourceParserStream } from "eventsource-parser/stream";
import type { Answer } from "../lib/base/types.ts";
import type { RunningFootnote } from "./running.ts";

export interface Part {
  type: string;
  delta?: string;
  data?: unknown;
}

/** Asks over HTTP and yields the parts of the answer's stream as they come. */
export async function* ask(footnote: RunningFootnote, question: string, more: object = {}): AsyncGenerator<Part> {
  const response = await footnote.api("/answers", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question, ...more }),
  });
  if (!response.ok || !response.body) throw new Error(await response.text());
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || value.data === "[DONE]") return;
      yield JSON.parse(value.data) as Part;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Statuses of an answer that was written to its end; which of the two depends on what the small starter model wrote. */
export const WRITTEN = ["answered", "quoted", "model_declined"];

/** The kept answer at the end of a stream; `onPart` sees each part before. */
export async function answerOf(parts: AsyncIterable<Part>, onPart: (part: Part) => void = () => {}): Promise<Answer> {
  let answer: Answer | undefined;
  for await (const part of parts) {
    onPart(part);
    if (part.type === "data-answer") answer = part.data as Answer;
  }
  if (!answer) throw new Error("the stream ended without its answer");
  return answer;
}
