import { describe, expect, it } from "vitest";
import { answer } from "../../../lib/answer/index.ts";
import { FootnoteError } from "../../../lib/base/errors.ts";
import type { Answer } from "../../../lib/base/types.ts";
import { createScriptedGenerator } from "../../../lib/generate/index.ts";
import { collect, dependencies, documents, HOW_LONG, request, says, scripted } from "../../fixtures/answer-line.ts";

/** Every sentence of the text is cited, and its citation is exactly a slice of a page that holds the same words. */
function expectQuoted(made: Answer, pages: Record<string, string[]>): void {
  expect(made.status).toBe("quoted");
  expect(made.sentences.length).toBeGreaterThan(0);
  expect(
    made.sentences
      .map(({ text }) => text)
      .join("")
      .replace(/\s/g, ""),
  ).toBe(made.text.replace(/\s/g, ""));
  for (const { text, start, end, support, citations } of made.sentences) {
    expect(made.text.slice(start, end)).toBe(text);
    expect(support).toBe("supported");
    expect(citations).toHaveLength(1);
    const cited = made.citations.find(({ n }) => n === citations[0]);
    expect(cited?.quote.replace(/\s+/g, " ").trim()).toBe(text);
    expect(pages[cited?.documentId ?? ""]?.[(cited?.page ?? 0) - 1]?.slice(cited?.start, cited?.end)).toBe(
      cited?.quote,
    );
  }
}

describe("an answer of the documents' own sentences", () => {
  it.each(["", "[1]", " [1][2] ", ".", "[citation:1].", "—"])("when the model writes %j", async (text) => {
    const { deps, kept } = dependencies(scripted(() => says(text)));
    const { made } = await collect(answer(deps, request(HOW_LONG)));
    expectQuoted(made, documents);
    expect(made.note).toBe("The model wrote nothing; these are the documents' own sentences.");
    expect(kept).toEqual([made]);
  });

  it.each([
    ["its instructions", (prompt: string) => prompt.split("\n")[0] ?? ""],
    ["its prompt to the end", (prompt: string) => prompt],
    ["its passages with their titles", (prompt: string) => prompt.split("\n").slice(1, -1).join("\n")],
    ["the question", () => HOW_LONG],
    ["the question and its label", () => `Question: ${HOW_LONG}`],
  ])("when the model copies %s", async (_what, copied) => {
    for (const promptForm of ["plain", "r1"] as const) {
      const about = { promptForm, contextSize: 8192 };
      const { deps } = dependencies(scripted(({ messages }) => says(copied(messages[0]?.content ?? "")), about));
      const { made } = await collect(answer(deps, request(HOW_LONG)));
      expectQuoted(made, documents);
      expect(made.note).toContain("repeated");
    }
  });

  it("not when the model quotes a passage and no more", async () => {
    const { deps } = dependencies(scripted(() => says("The warranty lasts twelve months from delivery. [1]")));
    expect((await collect(answer(deps, request(HOW_LONG)))).made.status).toBe("answered");
  });

  it.each(["model_missing", "model_unavailable", "model_damaged"] as const)(
    "when there is no model: %s",
    async (code) => {
      const error = new FootnoteError(code, "There is no model yet.", { hint: "Get one on the models page." });
      const { deps, kept } = dependencies(createScriptedGenerator([], { unavailable: error }));
      const { made, types } = await collect(answer(deps, request(HOW_LONG)));
      expectQuoted(made, documents);
      expect(made.note).toBe(
        "There is no model yet. Get one on the models page. Meanwhile, these are the documents' own sentences.",
      );
      expect(made.timings.totalMs).toBeLessThan(1000);
      expect(types.filter((type) => type === "citations")).toHaveLength(1);
      expect(kept).toEqual([made]);
    },
  );

  it("reads in the order of the documents, their pages and their lines", async () => {
    const pages = {
      terms: [
        "The warranty lasts twelve months from delivery.\nThe warranty from delivery covers parts for months.",
        "After delivery the warranty may be extended by six months.",
      ],
    };
    const { deps } = dependencies(
      scripted(() => says("")),
      pages,
    );
    const { made } = await collect(answer(deps, request(HOW_LONG)));
    expectQuoted(made, pages);
    const places = made.citations.map(({ page, start }) => page * 1000 + start);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.length).toBeGreaterThan(2);
    expect(made.text).toContain("delivery. The warranty from");
  });

  it("but an answer that was stopped before its first word stays stopped, and an interrupted one failed", async () => {
    const controller = new AbortController();
    const stopped = scripted(async function* ({ signal }) {
      controller.abort();
      signal.throwIfAborted();
      yield* says("never");
    });
    const first = dependencies(stopped);
    const { made } = await collect(answer(first.deps, request(HOW_LONG, { signal: controller.signal })));
    expect(made).toMatchObject({ status: "stopped", text: "" });
    const error = new FootnoteError("model_interrupted", "The model process ended.", { hint: "Ask again." });
    const second = dependencies(createScriptedGenerator([{ type: "fail", error }]));
    expect((await collect(answer(second.deps, request(HOW_LONG)))).made).toMatchObject({ status: "failed", text: "" });
  });
});
