import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOpenAiGenerator } from "../../lib/generate/index.ts";
import { checkGguf } from "../../lib/inference/engine/check-gguf.ts";
import { collect, request, textOf } from "../contracts/generator-suite.ts";
import { gather, type ModelProcess, starterModel, startModelProcess } from "../fixtures/model-process.ts";

/** The model process with the real starter model. */
const question = { messages: [{ role: "user", content: "What is the capital of France? Answer in one sentence." }] };
const long = { messages: [{ role: "user", content: "Write a very long story about a lighthouse." }], max_tokens: 1000 };
const notes = Array.from(
  { length: 160 },
  (_, n) => `Note ${n}: the pump in hall ${n} was checked by the night shift.`,
).join(" ");

const eventually = async (check: () => Promise<boolean>, withinMs: number): Promise<boolean> => {
  const until = performance.now() + withinMs;
  while (performance.now() < until) {
    if (await check()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
};

describe.skipIf(!existsSync(starterModel))(
  "the model process with the starter model (skipped where the starter model is absent)",
  () => {
    let model: ModelProcess;
    let first: Response;
    beforeAll(async () => {
      model = await startModelProcess({ MODEL: "smollm2-135m-instruct", SEQUENCES: "1", QUEUE_LIMIT: "1" });
      first = await model.call("/v1/chat/completions", question);
      await model.settled();
    });
    afterAll(() => model?.stop());

    const idle = () => eventually(async () => (await (await model.call("/health")).json()).busy === 0, 60_000);

    it("answers before the model is loaded, with 503 and when to come again", async () => {
      expect(first.status).toBe(503);
      expect(first.headers.get("retry-after")).toBe("2");
      expect(await first.json()).toMatchObject({
        error: { code: "model_unavailable", message: "The model is still loading." },
      });
    });

    it("lets nobody in without the secret", async () => {
      const answer = await fetch(`${model.url}/v1/models`, { headers: { authorization: "Bearer a guess" } });
      expect(answer.status).toBe(401);
    });

    it("says what it is and how fast it reads", async () => {
      const health = await (await model.call("/health")).json();
      expect(health).toMatchObject({
        status: "ready",
        model: { starter: true, backend: "cpu", promptForm: "plain", contextSize: 4096 },
      });
      expect(health.promptTokensPerSecond).toBeGreaterThan(0);
    });

    it("streams an answer that knows something, with usage", async () => {
      const { text, finish, usage } = await gather(model.stream({ ...question, temperature: 0 }));
      expect(text).toContain("Paris");
      expect(finish).toBe("stop");
      expect(usage?.completion_tokens).toBeGreaterThan(3);
      expect(usage?.prompt_tokens).toBeGreaterThan(10);
    });

    it("gives the same answer in one piece", async () => {
      const streamed = await gather(model.stream({ ...question, temperature: 0, seed: 1 }));
      const whole = await (await model.call("/v1/chat/completions", { ...question, temperature: 0, seed: 1 })).json();
      expect(whole.choices[0].message.content).toBe(streamed.text);
    });

    it("says that the limit cut the answer", async () => {
      const { finish, usage } = await gather(model.stream({ ...long, max_tokens: 12 }));
      expect(finish).toBe("length");
      expect(usage?.completion_tokens).toBe(12);
    });

    it("evaluates at most 40 % of a follow-up's prompt, as the beginning is still in the cache", async () => {
      const messages = [{ role: "user", content: `${notes.slice(0, 3000)} Which pump was checked first?` }];
      const { text } = await gather(model.stream({ messages, max_tokens: 24 }));
      const followUp = [
        ...messages,
        { role: "assistant", content: text },
        { role: "user", content: "And after that one?" },
      ];
      const { usage } = await gather(model.stream({ messages: followUp, max_tokens: 8 }));
      const { prompt_tokens = 0, prompt_tokens_details } = usage ?? {};
      expect(prompt_tokens - (prompt_tokens_details?.cached_tokens ?? 0)).toBeLessThan(prompt_tokens * 0.4);
    });

    it("reads a short common beginning again, which costs less than the odd steps after it", async () => {
      const asked = async (subject: string) => {
        const content = `Please write about ${subject}. ${notes.slice(0, 600)}`;
        return (await gather(model.stream({ messages: [{ role: "user", content }], max_tokens: 2 }))).usage;
      };
      await asked("the harbour");
      expect((await asked("an owl"))?.prompt_tokens_details?.cached_tokens).toBe(0);
    });

    it("tells the second his place and turns the third away at once", async () => {
      const stop = new AbortController();
      const running = gather(model.stream(long, stop.signal)).catch(() => null);
      await eventually(async () => (await (await model.call("/health")).json()).busy === 1, 60_000);
      const waiting = model.stream({ ...question, max_tokens: 4 });
      await waiting.next(); // the opening chunk
      expect((await waiting.next()).value.footnote.queued.position).toBe(1);
      const third = await model.call("/v1/chat/completions", question);
      expect(third.status).toBe(503);
      expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await third.json()).error.code).toBe("overloaded");
      stop.abort();
      await running;
      expect((await gather(waiting)).finish).not.toBeNull();
    });

    it("frees the sequence when the reader leaves in mid-answer", async () => {
      const stop = new AbortController();
      for await (const chunk of stopping(model.stream(long, stop.signal)))
        if (chunk.choices[0]?.delta.content) stop.abort();
      expect(await idle()).toBe(true);
      expect((await gather(model.stream({ ...question, max_tokens: 8 }))).text).not.toBe("");
    });

    it("frees the sequence when the reader leaves while the prompt is read", async () => {
      const stop = new AbortController();
      const prompt = { messages: [{ role: "user", content: `Other ${notes}` }] };
      let readAll = true;
      for await (const chunk of stopping(model.stream(prompt, stop.signal))) {
        const { reading } = chunk.footnote ?? {};
        if (reading && reading.tokensRead < reading.tokensTotal) {
          readAll = false;
          stop.abort();
        }
      }
      expect(readAll).toBe(false);
      expect(await idle()).toBe(true);
    });

    it("leaks no sequence over many readers who leave at any moment", async () => {
      for (let n = 0; n < 25; n++) {
        const stop = new AbortController();
        const left = setTimeout(() => stop.abort(), (n * 17) % 90);
        for await (const _ of stopping(model.stream({ ...long, user: `reader ${n}` }, stop.signal)));
        clearTimeout(left);
      }
      expect(await idle()).toBe(true);
      expect((await gather(model.stream({ ...question, max_tokens: 8 }))).text).not.toBe("");
    });

    it("tells the supervisor when it is busy and when it is not", async () => {
      await idle();
      const from = model.messages.length;
      await gather(model.stream({ ...question, max_tokens: 4 }));
      await eventually(async () => model.messages.length >= from + 2, 2000);
      expect(model.messages.slice(from)).toEqual([
        { type: "busy", busy: true },
        { type: "busy", busy: false },
      ]);
    });

    it("writes only what the grammar allows", async () => {
      const { text } = await gather(model.stream({ ...question, grammar: 'root ::= "Berlin" | "Madrid"' }));
      expect(["Berlin", "Madrid"]).toContain(text);
    });

    it.each([
      ["a bad grammar", { ...question, grammar: "root ::= (" }, "bad_request"],
      ["no messages", { messages: [] }, "bad_request"],
      [
        "a prompt longer than the context",
        { messages: [{ role: "user", content: notes.repeat(4) }] },
        "context_too_small",
      ],
    ])("refuses %s with a reason", async (_, body, code) => {
      const answer = await model.call("/v1/chat/completions", body);
      expect(answer.status).toBe(400);
      expect((await answer.json()).error.code).toBe(code);
    });

    it("refuses what is not JSON", async () => {
      const answer = await model.call("/v1/chat/completions", undefined, {
        method: "POST",
        body: "{",
        headers: { authorization: "Bearer a secret for the test" },
      });
      expect(answer.status).toBe(400);
    });

    it("works behind the generator like any other server", async () => {
      const generator = createOpenAiGenerator({ baseUrl: `${model.url}/v1`, apiKey: "a secret for the test" });
      expect(await generator.info()).toMatchObject({ starter: true, promptForm: "plain", backend: "cpu" });
      expect((await generator.countTokens(["one", "one two three four"]))[1]).toBeGreaterThanOrEqual(4);
      const events = await collect(generator.generate(request({ maxTokens: 20 })));
      expect(textOf(events, "text")).not.toBe("");
      expect(events.at(-1)).toMatchObject({ type: "finish" });
    });
  },
);

describe.skipIf(!existsSync(starterModel))(
  "the model process without a usable model (skipped where the starter model is absent)",
  () => {
    it.each([
      ["missing", "model_missing"],
      ["truncated", "model_damaged"],
    ])("stays up, says that the file is %s and what to do", async (what, code) => {
      const folder = await mkdtemp(join(tmpdir(), "footnote-models-"));
      const file = join(folder, "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");
      if (what === "truncated") {
        await mkdir(dirname(file), { recursive: true });
        await copyFile(starterModel, file);
        await truncate(file, 50_000_000);
      }
      const model = await startModelProcess({ MODELS_DIR: folder, MODEL: "auto" });
      try {
        const health = await model.settled();
        expect(health.status).toBe("failed");
        expect(health.error?.code).toBe(code);
        expect(health.error?.hint).toContain("models fetch smollm2-135m-instruct");
        expect((await model.call("/v1/chat/completions", question)).status).toBe(503);
      } finally {
        await model.stop();
        await rm(folder, { recursive: true });
      }
    });
  },
);

describe("a GGUF that is named by its path", () => {
  const header = (version: number, count: bigint) => {
    const start = Buffer.alloc(24);
    start.write("GGUF");
    start.writeUInt32LE(version, 4);
    start.writeBigUInt64LE(count, 8);
    start.writeBigUInt64LE(count, 16);
    return start;
  };
  it.each([
    ["is not there", null, "model_missing"],
    ["is some text", Buffer.from("a text that is not a model at all"), "model_damaged"],
    ["is of an unknown version", header(99, 1n), "model_damaged"],
    ["announces more than it holds", header(3, 2n ** 62n), "model_damaged"],
    ["holds nothing", header(3, 0n), "model_damaged"],
  ])("is refused before it is loaded when it %s", async (_, content, code) => {
    const folder = await mkdtemp(join(tmpdir(), "footnote-gguf-"));
    const path = join(folder, "my.gguf");
    if (content !== null) await writeFile(path, content);
    await expect(checkGguf(path)).rejects.toMatchObject({ code });
    await rm(folder, { recursive: true });
  });
});

/** The stream, ended quietly by an abort of ours, or by a queue that is full for a moment. */
async function* stopping<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* stream;
  } catch (error) {
    if (error instanceof Error && (error.name === "AbortError" || error.message.startsWith("HTTP 503"))) return;
    throw error;
  }
}
