import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  createCrossEncoder,
  createCrossEncoders,
  createEntailment,
  createReranker,
  isInstalled,
} from "../../lib/embed/index.ts";
import { makeOneWordNli, makeOverlapReranker } from "../fixtures/cross-encoder/make-models.ts";
import { hasEmbeddingModel } from "../fixtures/models.ts";

/** With the test models of fixtures/cross-encoder: real inference, but no understanding. */
describe.skipIf(!hasEmbeddingModel)("with MiniLM's tokenizer (skipped where the embedding model is absent)", () => {
  const folder = mkdtempSync(join(tmpdir(), "footnote-cross-encoder-"));
  const opened: { dispose(): Promise<void> }[] = [];
  const open = async (modelDir: string) => {
    const model = await createCrossEncoder({ modelDir, threads: 1 });
    opened.push(model);
    return model;
  };
  afterAll(async () => Promise.all(opened.map((model) => model.dispose())));

  it("reads question and passage together: each score depends on both", async () => {
    const model = await open(makeOverlapReranker(join(folder, "overlap-test-model")));
    const judged = await model.judge([
      ["red button", "Press the red button to start."],
      ["red button", "Press the blue button to stop."],
      ["red button", "Nothing of the kind."],
      ["blue button", "Press the blue button to stop."],
    ]);
    const [all, half, none, other] = judged.map(([score = 0]) => score);
    expect(all).toBeGreaterThan(0.99);
    expect(half).toBeCloseTo(0.5, 5);
    expect(none).toBeLessThan(0.01);
    expect(other).toBeGreaterThan(0.99);
  });

  it("gives the same score alone and in a batch of longer texts", async () => {
    const model = await open(makeOverlapReranker(join(folder, "overlap-test-model")));
    const pair = ["how long is the warranty", "The warranty lasts twelve months."] as const;
    const long = ["warranty", "A word on the warranty. ".repeat(40)] as const;
    const [alone] = await model.judge([pair]);
    const [, together] = await model.judge([long, pair, long]);
    expect(together?.[0]).toBeCloseTo(alone?.[0] ?? -1, 5);
  });

  it("cuts a passage that is longer than the window at its end", async () => {
    const model = await open(makeOverlapReranker(join(folder, "overlap-test-model")));
    const filler = "word ".repeat(2000);
    const judged = await model.judge([
      ["lighthouse", `lighthouse ${filler}`],
      ["lighthouse", `${filler} lighthouse`],
    ]);
    expect(judged[0]?.[0]).toBeGreaterThan(0.99);
    expect(judged[1]?.[0]).toBeLessThan(0.01);
  });

  it("reads as many of the first pairs as the time allows, and none without time", async () => {
    const model = await open(makeOverlapReranker(join(folder, "overlap-test-model")));
    const rerank = createReranker({ model: () => model, timeLimitMs: 60_000 });
    expect(await rerank("red", ["red", "blue", "red"])).toHaveLength(3);
    expect(await createReranker({ model: () => model, timeLimitMs: 0 })("red", ["red"])).toEqual([]);
    expect(await createReranker({ model: () => null, timeLimitMs: 100 })("red", ["red"])).toBeNull();
  });

  it("tells entailment and contradiction by the names in the configuration", async () => {
    const model = await open(makeOneWordNli(join(folder, "one-word-nli-test-model")));
    const entail = createEntailment({ model: () => model, timeLimitMs: 60_000 });
    const [follows, cannot, neither] =
      (await entail([
        { premise: "Indeed the river is long.", sentence: "The river is long." },
        { premise: "Unlike the river, the road is long.", sentence: "The river is long." },
        { premise: "The road is long.", sentence: "The river is long." },
      ])) ?? [];
    expect(follows?.entailed).toBeGreaterThan(0.99);
    expect(cannot?.contradicted).toBeGreaterThan(0.99);
    expect(neither?.entailed).toBeLessThan(0.01);
    expect(neither?.contradicted).toBeLessThan(0.01);
  });

  it("refuses a reranker where entailment is asked for", async () => {
    const model = await open(makeOverlapReranker(join(folder, "overlap-test-model")));
    const entail = createEntailment({ model: () => model, timeLimitMs: 1000 });
    await expect(entail([{ premise: "a", sentence: "b" }])).rejects.toMatchObject({ code: "model_damaged" });
  });

  it("knows whether a model is there, and says which is missing without naming a path", async () => {
    expect(isInstalled(makeOverlapReranker(join(folder, "overlap-test-model")))).toBe(true);
    expect(isInstalled(join(folder, "absent"))).toBe(false);
    const error: unknown = await createCrossEncoder({ modelDir: "/nowhere/at-all", threads: 1 }).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: "model_missing" });
    expect(String(error)).not.toContain("/nowhere");
  });
});

describe.skipIf(!hasEmbeddingModel)(
  "what Footnote makes of its models folder (skipped where the embedding model is absent)",
  () => {
    const modelsDir = mkdtempSync(join(tmpdir(), "footnote-models-"));
    const failures: string[] = [];
    const open = (reranker: string, nli: string) =>
      createCrossEncoders({ modelsDir, reranker, nli, rerankMs: 60_000, onFailure: (model) => failures.push(model) });

    it("uses the models that are there, once they are loaded", async () => {
      makeOverlapReranker(join(modelsDir, "overlap-test-model"));
      makeOneWordNli(join(modelsDir, "one-word-nli-test-model"));
      const models = open("overlap-test-model", "one-word-nli-test-model");
      expect(await models.rerank?.("red button", ["the red button"])).toBeNull();
      await models.warmUp();
      const [near = 0, far = 0] = (await models.rerank?.("red button", ["the red button", "a blue lamp"])) ?? [];
      expect(near).toBeGreaterThan(far);
      const [judged] = (await models.entail?.([{ premise: "Indeed it is so.", sentence: "It is so." }])) ?? [];
      expect(judged?.entailed).toBeGreaterThan(0.9);
      await models.dispose();
      expect(failures).toEqual([]);
    });

    it("does without what is turned off or not there", async () => {
      const models = open("off", "absent");
      await models.warmUp();
      expect([models.rerank, models.entail]).toEqual([undefined, undefined]);
      await models.dispose();
    });

    it("goes on without a model that is damaged or of the wrong kind, and says which", async () => {
      makeOverlapReranker(join(modelsDir, "cut-short"));
      writeFileSync(join(modelsDir, "cut-short", "onnx", "model_quantized.onnx"), "not a model");
      makeOverlapReranker(join(modelsDir, "no-nli"));
      const models = open("cut-short", "no-nli");
      await models.warmUp();
      expect(failures).toEqual(["cut-short"]);
      expect(await models.rerank?.("a", ["b"])).toBeNull();
      expect(await models.entail?.([{ premise: "a", sentence: "b" }])).toBeNull();
      expect(failures).toEqual(["cut-short", "no-nli"]);
      await models.dispose();
    });
  },
);
