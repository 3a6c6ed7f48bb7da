import { createUIMessageStream, JsonToSseTransformStream, type UIMessageChunk } from "ai";
import type { AnswerEvent } from "../../lib/base/types.ts";
import { piecesOf } from "./body.ts";
import { errorBodyOf } from "./errors.ts";
import { eventStream, serverEvent } from "./event-stream.ts";

/**
 * An answer's events as the AI SDK's UI message stream (ai-sdk.dev/docs/ai-sdk-ui/stream-protocol): reasoning and text
 * as its own parts, everything else as typed data parts whose payload is the event without its `type`. A source that
 * fails gives an `error` part.
 */
export function answerStream(events: AsyncIterable<AnswerEvent>, onCancel: () => void): Response {
  const messages = createUIMessageStream({
    execute: async ({ writer }) => {
      for await (const chunk of toChunks(events)) writer.write(chunk);
    },
    onError: errorText,
  });
  return eventStream(piecesOf(messages.pipeThrough(new JsonToSseTransformStream())), {
    headers: { "x-vercel-ai-ui-message-stream": "v1" },
    onError: (error) => serverEvent({ type: "error", errorText: errorText(error) }),
    onCancel,
  });
}

function errorText(error: unknown): string {
  const { message, hint } = errorBodyOf(error).error;
  return hint === undefined ? message : `${message} ${hint}`;
}

/** The part that is open: reasoning and text each start once and end before the next begins. */
async function* toChunks(events: AsyncIterable<AnswerEvent>): AsyncGenerator<UIMessageChunk> {
  let open: "reasoning" | "text" | null = null;
  function* switchTo(next: "reasoning" | "text" | null): Generator<UIMessageChunk> {
    if (open === next) return;
    if (open) yield { type: `${open}-end`, id: open };
    if (next) yield { type: `${next}-start`, id: next };
    open = next;
  }
  for await (const { type, ...data } of events) {
    if ((type === "reasoning" || type === "text") && "delta" in data) {
      yield* switchTo(type);
      yield { type: `${type}-delta`, id: type, delta: data.delta };
      continue;
    }
    if (type === "start" && "answerId" in data) yield { type: "start", messageId: data.answerId };
    if (type === "finish") yield* switchTo(null);
    const name = type === "finish" ? "answer" : type;
    const payload = "answer" in data ? data.answer : data;
    yield { type: `data-${name}`, data: payload, ...(type === "stage" ? { transient: true } : {}) };
    if (type === "finish") yield { type: "finish" };
  }
}
