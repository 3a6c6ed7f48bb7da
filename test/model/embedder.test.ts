import { afterAll, describe, expect, it } from "vitest";
import { createTransformersEmbedder, type Embedder } from "../../lib/embed/index.ts";
import { embedderContract } from "../contracts/embedder.ts";
import { embeddingModel, hasEmbeddingModel } from "../fixtures/models.ts";

let opened: Promise<Embedder> | null = null;
const open = () => {
  opened ??= createTransformersEmbedder({ modelDir: embeddingModel, modelId: "all-minilm-l6-v2", threads: 2 });
  return opened;
};
afterAll(async () => (await opened)?.dispose());

describe.skipIf(!hasEmbeddingModel)("with the model's files (skipped where the embedding model is absent)", () => {
  embedderContract("all-MiniLM-L6-v2", open);

  it("finds the meaning and not only the words", async () => {
    const embedder = await open();
    const [question] = await embedder.embed(["How long am I covered if it breaks?"], "query");
    const [near, far] = await embedder.embed(
      ["The warranty lasts twelve months from delivery.", "How long is the river if it floods?"],
      "passage",
    );
    const dot = (a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()) => {
      let sum = 0;
      for (const [index, value] of a.entries()) sum += value * (b[index] ?? 0);
      return sum;
    };
    expect(dot(question, near)).toBeGreaterThan(dot(question, far));
  });

  it("says which model is missing without naming a path", async () => {
    const error: unknown = await createTransformersEmbedder({
      modelDir: "/nowhere/at-all",
      modelId: "x",
      threads: 1,
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "model_missing" });
    expect(String(error)).not.toContain("/nowhere");
  });
});
