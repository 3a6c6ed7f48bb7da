import { describe, expect, it } from "vitest";
import type { Embedder } from "../../lib/embed/index.ts";

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("a vector is missing");
  return value;
};

/** What every embedder does, whatever is behind it. */
export function embedderContract(name: string, open: () => Promise<Embedder>) {
  describe(`${name} as an embedder`, () => {
    it("gives one unit-length vector for each text, in order, however the texts are batched", async () => {
      const embedder = await open();
      const texts = [
        "a warranty of twelve months",
        "rain",
        "the report on nuclear fusion was published in the spring",
        "rain",
      ];
      const together = await embedder.embed(texts, "passage");
      expect(together).toHaveLength(4);
      for (const [index, text] of texts.entries()) {
        const vector = must(together[index]);
        expect(vector).toHaveLength(embedder.dimensions);
        expect(dot(vector, vector)).toBeCloseTo(1, 4);
        const [alone] = await embedder.embed([text], "passage");
        expect(dot(vector, must(alone))).toBeGreaterThan(0.99);
      }
    });

    it("puts texts that share their words nearer than others", async () => {
      const embedder = await open();
      const [question] = await embedder.embed(["how long is the warranty period"], "query");
      const [near, far] = await embedder.embed(
        ["the warranty period is twelve months", "penguins swim under ice"],
        "passage",
      );
      expect(dot(must(question), must(near))).toBeGreaterThan(dot(must(question), must(far)) + 0.1);
    });

    it("refuses a passage that is longer than its window and cuts a question", async () => {
      const embedder = await open();
      const long = "word ".repeat(embedder.tokenizer.maxTokens + 1);
      expect(embedder.tokenizer.count(long)).toBeGreaterThan(embedder.tokenizer.maxTokens);
      await expect(embedder.embed([long], "passage")).rejects.toMatchObject({ code: "bad_request" });
      expect(await embedder.embed([long], "query")).toHaveLength(1);
    });

    it("takes a passage that is exactly as long as its window", async () => {
      const embedder = await open();
      const special = embedder.tokenizer.count("");
      const full = "word ".repeat(embedder.tokenizer.maxTokens - special);
      expect(embedder.tokenizer.count(full)).toBe(embedder.tokenizer.maxTokens);
      expect(await embedder.embed([full], "passage")).toHaveLength(1);
    });

    it("reports progress up to the last text, stops when told to, and takes nothing for nothing", async () => {
      const embedder = await open();
      const texts = Array.from({ length: 12 }, (_, index) => `text ${index} ${"of words ".repeat(index * 3)}`);
      const seen: number[] = [];
      await embedder.embed(texts, "passage", { onProgress: (done) => seen.push(done) });
      expect(seen.at(-1)).toBe(12);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      const controller = new AbortController();
      const stopped = embedder.embed(texts, "passage", {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error("stopped")),
      });
      await expect(stopped).rejects.toThrow("stopped");
      expect(await embedder.embed([], "passage")).toEqual([]);
    });

    it("gives the same vectors with another number of threads", async () => {
      const embedder = await open();
      const [before] = await embedder.embed(["the same text"], "passage");
      embedder.setThreads(1);
      const [after] = await embedder.embed(["the same text"], "passage");
      embedder.setThreads(2);
      expect(dot(must(before), must(after))).toBeGreaterThan(0.999);
    });
  });
}
