/** A comment this often keeps proxies from cutting a silent stream, ms. */
const heartbeatMs = 15_000;

export interface EventStreamOptions {
  headers?: Record<string, string>;
  /** Called when the reader has gone. */
  onCancel?(): void;
}

/** One server-sent event. */
export const serverEvent = (data: unknown, event?: string): string =>
  `${event ? `event: ${event}\n` : ""}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;

/** Streams server-sent events as they come, at the reader's pace, with heartbeats in between. */
export function eventStream(events: AsyncIterable<string>, { headers, onCancel }: EventStreamOptions = {}): Response {
  const encoder = new TextEncoder();
  const iterator = events[Symbol.asyncIterator]();
  let heartbeat: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(": open\n\n"));
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), heartbeatMs);
    },
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) {
        clearInterval(heartbeat);
        controller.close();
      } else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      clearInterval(heartbeat);
      onCancel?.();
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      ...headers,
    },
  });
}
