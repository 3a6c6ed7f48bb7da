import { describe, expect, it } from "vitest";
import type { GenerateEvent, GenerateRequest, Generator } from "../../lib/generate/index.ts";

/** Makes a generator that thinks "Two sources." and answers "Twelve months [1].", or one that never ends. */
export interface GeneratorUnderTest {
  answering: () => Promise<Generator>;
  hanging: () => Promise<Generator>;
}

export function request(overrides: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    messages: [{ role: "user", content: "How long is the warranty?" }],
    maxTokens: 100,
    signal: new AbortController().signal,
    ...overrides,
  };
}

export async function collect(stream: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

export function textOf(events: GenerateEvent[], type: "text" | "reasoning"): string {
  return events.map((event) => (event.type === type ? event.delta : "")).join("");
}

/** What every generator does, whichever engine is behind it. */
export function generatorContract(name: string, make: GeneratorUnderTest): void {
  describe(`${name} as a generator`, () => {
    it("gives the reasoning, then the text, then finish with its usage, once and last", async () => {
      const events = await collect((await make.answering()).generate(request()));
      expect(textOf(events, "reasoning")).toBe("Two sources.");
      expect(textOf(events, "text")).toBe("Twelve months [1].");
      const last = events.at(-1);
      expect(last).toMatchObject({ type: "finish", reason: "stop" });
      expect(events.filter((event) => event.type === "finish")).toHaveLength(1);
      if (last?.type !== "finish") throw new Error("no finish");
      expect(last.usage.promptTokens).toBeGreaterThan(0);
      expect(last.usage.completionTokens).toBeGreaterThan(last.usage.reasoningTokens);
      expect(last.usage.reasoningTokens).toBeGreaterThan(0);
    });

    it("ends with the signal's reason when it is aborted in the middle", async () => {
      const stop = new AbortController();
      const stream = (await make.hanging()).generate(request({ signal: stop.signal }));
      const reading = (async () => {
        for await (const event of stream) if (event.type === "text") stop.abort(new Error("enough"));
      })();
      await expect(reading).rejects.toThrow("enough");
    });

    it("does not begin when the signal is aborted already", async () => {
      const stream = (await make.answering()).generate(request({ signal: AbortSignal.abort(new Error("too late")) }));
      await expect(collect(stream)).rejects.toThrow("too late");
    });

    it("counts tokens, one number a text, more for a longer text", async () => {
      const generator = await make.answering();
      const [short = 0, long = 0] = await generator.countTokens(["a word", "a word and many more words after it"]);
      expect(short).toBeGreaterThan(0);
      expect(long).toBeGreaterThan(short);
      expect(await generator.countTokens([])).toEqual([]);
    });

    it("says what the model is and how much it can hold", async () => {
      const info = await (await make.answering()).info();
      expect(info.name).not.toBe("");
      expect(info.contextSize).toBeGreaterThan(0);
      expect(["r1", "plain"]).toContain(info.promptForm);
    });
  });
}
