import { describe, expect, it } from "vitest";
import {
  type AnswerView,
  applyEvent,
  askedView,
  failView,
  referenceOf,
} from "../../app/_components/conversations/answer-view.ts";
import { toAnswerEvent } from "../../app/_components/data/answer-events.ts";
import { ApiError } from "../../app/_components/data/api.ts";
import { readEvents } from "../../app/_components/data/event-stream.ts";

const streamOf = (...parts: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });

/** The view after a whole stream, one second passing with each event. */
async function play(...parts: string[]): Promise<AnswerView> {
  let view = askedView("k", "Why?", "", {});
  let now = 0;
  for await (const part of readEvents(streamOf(...parts))) {
    const event = toAnswerEvent(part);
    now += 1000;
    if (event !== null) view = applyEvent(view, event, now);
  }
  return view;
}

describe("an answer while it streams", () => {
  it("is put together from parts cut anywhere, heartbeats and unknown parts passed over", async () => {
    const view = await play(
      'data: {"type":"start"}\n\n: beat\n\ndata: {"type":"data-start","data":{"answerId":"a","conversa',
      'tionId":"c"}}\n\ndata: {"type":"text-delta","id":"t","delta":"Be"}\r\n\r\ndata: {"type":"text-delta","id":"t","delta":"cause."}\n\n',
      "data: not json\n\ndata: [DONE]\n\n",
    );
    expect(view.answer).toMatchObject({ id: "a", conversationId: "c", text: "Because." });
    expect(view.stage).not.toBeNull();
  });

  it("times the reasoning from its first word to the first word of the text", async () => {
    const view = await play(
      'data: {"type":"reasoning-delta","id":"r","delta":"hm"}\n\ndata: {"type":"reasoning-delta","id":"r","delta":"…"}\n\n',
      'data: {"type":"text-delta","id":"t","delta":"Yes"}\n\n',
    );
    expect(view.answer.reasoning).toBe("hm…");
    expect(view.reasoningMs).toBe(2000);
  });

  it("points a marker at its source until its citation is known", () => {
    const source = {
      n: 1,
      documentId: "d",
      documentName: "D.pdf",
      spans: [{ page: 3, start: 0, end: 9 }],
      headings: [],
      text: "",
      score: 1,
    };
    const model = { name: "m", backend: "cpu", starter: true };
    const view = applyEvent(askedView("k", "q", "", {}), { type: "sources", sources: [source], model }, 0);
    expect(referenceOf(view, 1)).toMatchObject({ documentName: "D.pdf", page: 3, quote: "" });
    const quoted = {
      n: 1,
      documentId: "d",
      documentName: "D.pdf",
      version: 1,
      page: 4,
      pageLabel: "4",
      start: 2,
      end: 5,
      quote: "abc",
      boxes: [],
    };
    expect(referenceOf(applyEvent(view, { type: "citations", citations: [quoted], sentences: [] }, 0), 1)).toEqual(
      quoted,
    );
    expect(referenceOf(view, 2)).toBeNull();
  });

  it("keeps what was received when the stream fails", async () => {
    const view = failView(
      await play('data: {"type":"text-delta","id":"t","delta":"Half"}\n\n'),
      new ApiError("x", 0, "Broke."),
      0,
    );
    expect(view.answer).toMatchObject({ text: "Half", status: "failed" });
    expect(view.stage).toBeNull();
    expect(() => toAnswerEvent({ type: "error", errorText: "Broke." })).toThrow("Broke.");
  });
});
