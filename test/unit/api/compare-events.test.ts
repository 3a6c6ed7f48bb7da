import { expect, test } from "vitest";
import { compareEvents } from "../../../app/_components/compare/compare-events.ts";

/** The page of a comparison hears how it ends, whatever becomes of the stream. */

const side = { type: "side", side: "left", event: { type: "text", delta: "Twelve" } };

/** A body that holds these payloads and then ends, or breaks. */
function streamOf(payloads: unknown[], broken?: Error): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const texts = payloads.map((one) => `data: ${typeof one === "string" ? one : JSON.stringify(one)}\n\n`);
  return new ReadableStream({
    pull(controller) {
      const next = texts.shift();
      if (next !== undefined) controller.enqueue(encoder.encode(next));
      else if (broken) controller.error(broken);
      else controller.close();
    },
  });
}

async function collect(body: ReadableStream<Uint8Array> | null): Promise<unknown[]> {
  const seen: unknown[] = [];
  try {
    for await (const event of compareEvents(body)) seen.push(event);
  } catch (error) {
    seen.push(error instanceof Error ? error.message : error);
  }
  return seen;
}

test("gives what each side says, and the comparison last", async () => {
  const comparison = { type: "comparison", comparison: null };
  expect(await collect(streamOf([side, comparison, "[DONE]"]))).toEqual([side, comparison]);
});

test("says what the server says went wrong", async () => {
  const error = { type: "error", error: { code: "model_unavailable", message: "The model is away." } };
  expect(await collect(streamOf([side, error, "[DONE]"]))).toEqual([side, "The model is away."]);
});

test.each([
  ["in mid-answer", [side]],
  ["before the first word", []],
  ["with its mark but without the comparison", [side, "[DONE]"]],
])("a stream that ends %s is told as broken, so that nothing is waited for any more", async (_, payloads) => {
  expect((await collect(streamOf(payloads))).at(-1)).toBe("The connection broke off.");
});

test("a connection that breaks is an error, and a response without a body says so", async () => {
  expect((await collect(streamOf([side], new Error("socket hang up")))).at(-1)).toBe("socket hang up");
  expect(await collect(null)).toEqual(["The answers did not arrive."]);
});
