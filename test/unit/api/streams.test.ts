import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerStream } from "../../../app/_api/answer-stream.ts";
import { eventStream, serverEvent } from "../../../app/_api/event-stream.ts";
import { toAnswerEvent } from "../../../app/_components/data/answer-events.ts";
import { readEvents } from "../../../app/_components/data/event-stream.ts";
import { FootnoteError } from "../../../lib/base/errors.ts";
import type { AnswerEvent } from "../../../lib/base/types.ts";

/** Every stream ends once, as done, failed or left, and leaves no timer. */

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const onError = () => serverEvent({ failed: true }, "error");

async function* ticks(count: number, then?: Error) {
  for (let n = 1; n <= count; n++) yield serverEvent({ n });
  if (then) throw then;
}

async function collect(response: Response): Promise<unknown[]> {
  const found: unknown[] = [];
  if (response.body) for await (const event of readEvents(response.body)) found.push(event);
  return found;
}

test("a source that ends closes the stream and its heartbeat", async () => {
  expect(await collect(eventStream(ticks(2), { onError }))).toEqual([{ n: 1 }, { n: 2 }]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a source that fails is told to the reader, as the last event, and the heartbeat ends", async () => {
  expect(await collect(eventStream(ticks(1, new Error("broken")), { onError }))).toEqual([{ n: 1 }, { failed: true }]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a reader that goes ends source and heartbeat, also while the source is silent", async () => {
  let ended = false;
  let release = () => {};
  async function* silent() {
    try {
      yield serverEvent({ n: 1 });
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      yield serverEvent({ n: 2 });
    } finally {
      ended = true;
    }
  }
  const reader = eventStream(silent(), { onError, onCancel: () => release() }).body?.getReader();
  await reader?.read(); // ": open"
  await reader?.read();
  await reader?.cancel();
  expect(vi.getTimerCount()).toBe(0);
  expect(ended).toBe(true);
});

test("a silent stream says that it is still there", async () => {
  const silence = new Promise<IteratorResult<string>>(() => {});
  const source = { [Symbol.asyncIterator]: () => ({ next: () => silence }) };
  const reader = eventStream(source, { onError }).body?.getReader();
  await reader?.read();
  vi.advanceTimersByTime(15_000);
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(": still here\n\n");
  void reader?.cancel();
  expect(vi.getTimerCount()).toBe(0);
});

test("an answer whose source fails ends with the error that a person may read", async () => {
  async function* broken(): AsyncGenerator<AnswerEvent> {
    yield { type: "start", answerId: "a", conversationId: "c" };
    yield { type: "text", delta: "Half" };
    throw new FootnoteError("model_interrupted", "The model ended in mid-answer.", { hint: "Ask again." });
  }
  const parts = await collect(answerStream(broken(), () => {}));
  expect(parts.slice(0, -1).flatMap((part) => toAnswerEvent(part) ?? [])).toEqual([
    { type: "start", answerId: "a", conversationId: "c" },
    { type: "text", delta: "Half" },
  ]);
  expect(() => toAnswerEvent(parts.at(-1))).toThrow("The model ended in mid-answer. Ask again.");
  expect(vi.getTimerCount()).toBe(0);
});
