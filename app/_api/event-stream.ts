/** A comment this often keeps proxies from cutting a silent stream, ms. */
const heartbeatMs = 15_000;

export interface EventStreamOptions {
  headers?: Record<string, string>;
  /** The last events of a stream whose source failed. */
  onError(error: unknown): string;
  /** Called when the reader has gone. */
  onCancel?(): void;
}

/** One server-sent event. */
export const serverEvent = (data: unknown, event?: string): string =>
  `${event ? `event: ${event}\n` : ""}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;

/**
 * Streams server-sent events as they come, at the reader's pace, with heartbeats in between. It ends once: when the
 * source ends, when it fails (its last events are then those of `onError`), or when the reader goes.
 */
export function eventStream(
  events: AsyncIterable<string>,
  { headers, onError, onCancel }: EventStreamOptions,
): Response {
  const encoder = new TextEncoder();
  const iterator = events[Symbol.asyncIterator]();
  let heartbeat: NodeJS.Timeout | undefined;
  let over = false;
  const stop = () => {
    over = true;
    clearInterval(heartbeat);
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(": open\n\n"));
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), heartbeatMs);
    },
    async pull(controller) {
      const next = await iterator.next().catch((error: unknown) => ({ failed: true as const, error }));
      if (over) return; // the reader went while the source was being asked
      if ("failed" in next) controller.enqueue(encoder.encode(onError(next.error)));
      else if (!next.done) return controller.enqueue(encoder.encode(next.value));
      stop();
      controller.close();
    },
    async cancel() {
      stop();
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
