import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../lib/base/types.ts";
import { loadEngine } from "../../lib/inference/engine/engine.ts";
import { renderPrompt } from "../../lib/inference/engine/prompt-tokens.ts";
import { type ChatRequest, ChatService } from "../../lib/inference/scheduling/service.ts";

/** R1's own tokenizer and template over scripted weights, through real node-llama-cpp. */
const folder = join(resolve(process.env.FOOTNOTE_SHARED ?? "../shared"), "models");
const scripted = join(folder, "tiny-r1-scripted.gguf");
const looping = join(folder, "tiny-r1-loop.gguf");
const thought = "Okay, the user asks about warranty. Source two says twelve months.";
const answer = "The warranty period is twelve months [1].";

async function open(modelPath: string): Promise<ChatService> {
  const engine = await loadEngine({
    modelPath,
    gpu: "off",
    gpuLayers: undefined,
    contextSize: 2048,
    sequences: 1,
    onNotice: () => undefined,
  });
  return new ChatService(engine, { queueLimit: 4, answerTokens: 200, thoughtTokens: 400, onBusy: () => undefined });
}

async function ask(service: ChatService, overrides: Partial<ChatRequest> = {}) {
  const said = { reasoning: "", text: "" };
  const never = new AbortController().signal;
  const result = await service.answer({
    messages: [{ role: "user", content: "How long is the warranty?" }],
    user: "",
    maxTokens: undefined,
    thoughtTokens: undefined,
    temperature: undefined,
    topP: undefined,
    topK: undefined,
    seed: undefined,
    stops: [],
    grammar: undefined,
    signal: never,
    answerNow: never,
    onQueued: () => undefined,
    onReading: () => undefined,
    onPiece: ({ kind, delta }) => {
      said[kind] += delta;
    },
    ...overrides,
  });
  return { ...said, ...result };
}

describe.skipIf(!existsSync(scripted))("an R1 distill (skipped where ../shared is absent)", () => {
  let service: ChatService;
  beforeAll(async () => {
    service = await open(scripted);
  });
  afterAll(async () => {
    service?.dispose();
    await service?.engine.dispose();
  });
  const rendered = (messages: Message[], think = true) => {
    const { model, chatWrapper } = service.engine;
    return model.detokenize(renderPrompt(model, chatWrapper, "r1", messages, { think }).tokens, true);
  };

  it("is known by its template", () => {
    expect(service.engine.promptForm).toBe("r1");
  });

  it("thinks in the reasoning and answers in the text, without tags in either", async () => {
    const { reasoning, text, reasoningTokens, completionTokens, reason } = await ask(service);
    expect(reasoning.trim()).toBe(thought);
    expect(text).toBe(answer);
    expect(reason).toBe("stop");
    expect(reasoningTokens).toBeGreaterThan(10);
    expect(completionTokens).toBeGreaterThan(reasoningTokens);
  });

  it("gets no system turn: its text goes to the front of the question; the answer begins with a thought", () => {
    const prompt = rendered([
      { role: "system", content: "Cite every sentence." },
      { role: "user", content: "How long?" },
    ]);
    expect(prompt).toContain("<｜User｜>Cite every sentence.\n\nHow long?<｜Assistant｜>");
    expect(prompt.endsWith("<think>\n")).toBe(true);
  });

  it("does not see its earlier thoughts again", () => {
    const prompt = rendered([
      { role: "user", content: "How long?" },
      { role: "assistant", content: "<think>\nA secret thought.\n</think>\n\nTwelve months." },
      { role: "user", content: "And after?" },
    ]);
    expect(prompt).toContain("Twelve months.");
    expect(prompt).not.toContain("secret");
  });

  it("answers at once when thinking is off", async () => {
    const { reasoning, text, reasoningTokens } = await ask(service, { thoughtTokens: 0 });
    expect(reasoning).toBe("");
    expect(reasoningTokens).toBe(0);
    expect(text).toBe(answer);
  });

  it("stops thinking at its budget and still answers", async () => {
    const { reasoning, text, reasoningTokens } = await ask(service, { thoughtTokens: 6 });
    expect(reasoningTokens).toBe(6);
    expect(thought.startsWith(reasoning.trim())).toBe(true);
    expect(text).toBe(answer);
  });

  it("leaves room for an answer when the thought could take every token", async () => {
    const { text, reasoningTokens, completionTokens } = await ask(service, { maxTokens: 32, thoughtTokens: 10_000 });
    expect(reasoningTokens).toBeLessThanOrEqual(16);
    expect(completionTokens).toBeLessThanOrEqual(32);
    expect(text).toBe(answer);
  });

  it("answers when it is told to answer now", async () => {
    const now = new AbortController();
    let pieces = 0;
    let text = "";
    const { reasoningTokens } = await ask(service, {
      answerNow: now.signal,
      onPiece: ({ kind, delta }) => {
        if (kind === "text") text += delta;
        else if (++pieces === 3) now.abort();
      },
    });
    expect(reasoningTokens).toBeLessThan(6);
    expect(text).toBe(answer);
  });
});

describe.skipIf(!existsSync(looping))(
  "an R1 distill that never stops thinking (skipped where ../shared is absent)",
  () => {
    it("is broken out of its loop once, says so in the thought, and answers", async () => {
      const service = await open(looping);
      try {
        const { reasoning, text, reasoningTokens, loop } = await ask(service, { thoughtTokens: 400 });
        expect(reasoningTokens).toBeLessThan(120);
        expect(reasoning).toContain("I am repeating myself");
        expect(text).toBe(answer);
        expect(loop).toBe("thought");
      } finally {
        service.dispose();
        await service.engine.dispose();
      }
    });
  },
);
