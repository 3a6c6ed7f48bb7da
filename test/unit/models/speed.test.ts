import { describe, expect, it } from "vitest";
import { findEntry, predictSpeed, type Speeds } from "../../../lib/models/index.ts";

const entry = (id: string) => {
  const found = findEntry(id);
  if (found === undefined) throw new Error(`${id} is not in the catalogue`);
  return found;
};
const at = { measuredAt: "2026-01-01T00:00:00Z" };
const starter: Speeds = { "smollm2-135m-instruct": { prompt: 1000, answer: 100, ...at } };

describe("the expected speed of a model", () => {
  it("is what was measured, where it has run", () => {
    expect(predictSpeed(entry("smollm2-135m-instruct"), starter)).toMatchObject({ answer: 100, measured: true });
  });

  it("is unknown before anything was measured", () => {
    expect(predictSpeed(entry("deepseek-r1-distill-qwen-7b"), {})).toBeNull();
  });

  it("falls with the size of the model, and a typical answer takes longer", () => {
    const sizes = ["deepseek-r1-distill-qwen-1.5b", "deepseek-r1-distill-qwen-7b", "deepseek-r1-distill-qwen-14b"];
    const [small, middle, large] = sizes.map((id) => predictSpeed(entry(id), starter));
    if (!small || !middle || !large) throw new Error("no prediction");
    expect(small.answer).toBeGreaterThan(middle.answer);
    expect(middle.answer).toBeGreaterThan(large.answer);
    expect(small.prompt).toBeGreaterThan(large.prompt);
    expect(large.answerSeconds).toBeGreaterThan(small.answerSeconds);
    expect(small.measured).toBe(false);
  });

  it("is taken from the measured model that is nearest in size", () => {
    const both: Speeds = { ...starter, "deepseek-r1-distill-qwen-7b": { prompt: 20, answer: 4, ...at } };
    const predicted = predictSpeed(entry("deepseek-r1-0528-qwen3-8b"), both);
    expect(predicted?.answer).toBeGreaterThan(3);
    expect(predicted?.answer).toBeLessThan(4);
  });
});

describe("an address on the hub", () => {
  it("is a model of its own, in a folder of its own", () => {
    const model = entry("hf:someone/Some-Model-GGUF/some-model-Q4_0.gguf");
    expect(model.id).toBe("hf--someone--Some-Model-GGUF--some-model-Q4_0");
    expect(model.files[0]?.sources[0]).toMatchObject({ kind: "hub", repo: "someone/Some-Model-GGUF" });
  });

  it.each(["hf:someone", "hf:a/b/../../c.gguf", "hf:a/b/c.bin"])("is refused when it is %s", (address) => {
    expect(findEntry(address)).toBeUndefined();
  });
});
