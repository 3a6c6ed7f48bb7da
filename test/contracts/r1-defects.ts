import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createOpenAiGenerator, type GenerateRequest } from "../../lib/generate/index.ts";
import type { Engine } from "../../lib/inference/engine/engine.ts";
import { createModelServer, type ModelFacts } from "../../lib/inference/http/server.ts";
import { ChatService } from "../../lib/inference/scheduling/service.ts";
import { createAskingLine } from "../fixtures/asking-line.ts";
import type { R1Script } from "../fixtures/r1-script.ts";

/** An engine whose model says what the script holds. */
export type OpenScripted = (script: R1Script) => Promise<Engine>;

export const question = "How many months does the warranty last from delivery?";
const documents = {
  warranty: ["The warranty lasts twelve months from delivery.", "Batteries are covered for six months only."],
};
const thought = "Okay, somebody asks about cover";
const said = "The warranty lasts twelve months from delivery [citation:1].";
const shown = "The warranty lasts twelve months from delivery.";
const usual: R1Script = { thought, answer: `\n\n${said}` };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A model process in this process, and the whole line of Footnote before it: what its person gets to see. */
export async function ask(engine: Engine, limits: { thoughtTokens?: number; answerTokens?: number } = {}) {
  const { thoughtTokens = 400, answerTokens = 400 } = limits;
  const service = new ChatService(engine, { queueLimit: 4, answerTokens, thoughtTokens, onBusy: () => undefined });
  const model: ModelFacts = {
    id: "r1",
    name: "R1",
    backend: "cpu",
    contextSize: engine.contextSize,
    starter: false,
    promptForm: "r1",
    gpuLayers: 0,
    threads: 1,
    fallbacks: [],
  };
  const idle = { busy: 0, queue: 0, promptTokensPerSecond: null, answerTokensPerSecond: null };
  const server = createModelServer({
    secret: "s",
    state: { service: () => service, health: () => ({ status: "ready", model, ...idle }) },
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  open.push({
    close: async () => {
      server.close();
      server.closeAllConnections();
      service.dispose();
      await engine.dispose();
    },
  });
  const { port } = server.address() as AddressInfo; // listening on TCP
  const generator = createOpenAiGenerator({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: "s" });
  const requests: GenerateRequest[] = [];
  const watched: typeof generator = {
    ...generator,
    generate: (request) => {
      requests.push(request);
      return generator.generate(engine.backend.backend === "scripted" ? { ...request, grammar: undefined } : request);
    },
  };
  const line = createAskingLine(watched, documents, { ANSWER_TOKENS: answerTokens, THOUGHT_TOKENS: thoughtTokens });
  return { ...line, requests, answer: await line.ask(question) };
}

/**
 * Every defect that people have met with R1 elsewhere: what Footnote's reader sees instead. Elsewhere are the same for
 * other servers' streams (generator.test.ts), old thoughts that another server left in a text (prompt.test.ts,
 * think-splitter.test.ts), and an answer that is in Chinese all the same (answer.test.ts).
 */
export function r1Defects(name: string, scripted: OpenScripted): void {
  describe(`R1's defects, ${name}`, () => {
    it("only a closing tag arrives: what came before it is the thought, and neither holds a tag", async () => {
      const { answer } = await ask(await scripted(usual));
      expect(answer.reasoning.trim()).toBe(thought);
      expect(answer.text).toBe(shown);
      expect(answer.usage.reasoningTokens).toBeGreaterThan(3);
    });

    it("the thinking is empty: no thought is shown, and the answer stands", async () => {
      const { answer } = await ask(await scripted({ thought: "\n\n", answer: said }));
      expect(answer.reasoning).toBe("");
      expect(answer.text).toBe(shown);
      expect(answer.note).toBeNull();
    });

    it("the thought repeats itself without end: it is broken off once, and the answer comes", async () => {
      const { answer } = await ask(await scripted({ ...usual, thoughtLoops: true }));
      expect(answer.reasoning).toContain("I am repeating myself");
      expect(answer.usage.reasoningTokens).toBeLessThan(120);
      expect(answer.text).toBe(shown);
    });

    it("the answer repeats itself without end: it is stopped, and its reader is told", async () => {
      const { answer } = await ask(await scripted({ ...usual, thoughtLoops: true, answerLoops: true }));
      expect(answer.note).toMatch(/repeat itself/);
      expect(answer.text).toContain(shown);
      expect(answer.usage.completionTokens).toBeLessThan(300);
    });

    it("thinking would eat the whole budget: it is closed at its own, and room for the answer is kept", async () => {
      const { answer } = await ask(await scripted({ ...usual, thoughtLoops: true }), {
        thoughtTokens: 12,
        answerTokens: 40,
      });
      expect(answer.usage.reasoningTokens).toBe(12);
      expect(answer.text).toBe(shown);
    });

    it("old thoughts are not sent again with the next question", async () => {
      const { ask: again, answer, requests } = await ask(await scripted(usual));
      await again("And why does it last so long?", answer.conversationId);
      const sent = JSON.stringify(requests.at(-1)?.messages);
      expect(sent).toContain(shown);
      expect(sent).not.toContain(thought);
    });

    it("a conversation's title holds no thought", async () => {
      const { titles } = await ask(await scripted(usual));
      expect(titles).toEqual([question]);
    });

    it("citations inside a thought count for nothing", async () => {
      const script = { thought: "Okay, page [citation:1] says so", answer: `\n\n${shown}` };
      const { answer } = await ask(await scripted(script));
      expect(answer.reasoning).toContain("[citation:1]");
      // The source of the sentence was found by the code: the model's answer cited nothing.
      expect(answer.sentences).toMatchObject([{ text: shown, matched: true }]);
    });

    it("the thought drifts into Chinese: it is called back to the question's language, and the answer is in it", async () => {
      const drifting = "好的用户想知道保修期有多长我们来看一下搜索结果里面内容其中第条写明限因此可以回答这个问题了";
      const after = [".\nWell, it says a year</think>"];
      const { answer } = await ask(await scripted({ thought: drifting, answer: usual.answer, after }));
      expect(answer.reasoning).toContain("好的");
      expect(answer.reasoning).toContain("in the language of the question.\nWell, it says a year");
      expect(answer.reasoning).not.toContain("因此");
      expect(answer.text).toBe(shown);
      expect(answer.note).toBeNull();
    });
  });
}
