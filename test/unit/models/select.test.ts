import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue, chooseInstalled, findEntry, fitModel, selectModel } from "../../../lib/models/index.ts";

const context = { contextSize: 4096, sequences: 2 };
const everything = { ...context, available: async () => true };
const laptop = { memoryBytes: 16e9, gpu: null };

describe("the model for a machine", () => {
  it("is a small R1 distill on a CPU", async () => {
    const { entry, reason } = await selectModel({ hardware: laptop, ...everything });
    expect(entry.id).toBe("deepseek-r1-distill-qwen-1.5b-q4_0");
    expect(reason).toContain("Fits into memory");
  });

  it("is the largest that fits into the GPU", async () => {
    const choose = async (gigabytes: number) => {
      const hardware = { memoryBytes: 64e9, gpu: { name: "a GPU", memoryBytes: gigabytes * 1e9 } };
      return (await selectModel({ hardware, ...everything })).entry.id;
    };
    expect(await choose(8)).toContain("qwen3-8b");
    expect(await choose(20)).toContain("qwen-14b");
    expect(await choose(80)).toContain("70b");
  });

  it("is the starter where no other can be had, and says so", async () => {
    const { entry, reason } = await selectModel({ hardware: laptop, ...context, available: async () => false });
    expect(entry.starter).toBe(true);
    expect(reason).toContain("starter");
  });

  it("says why a model does not fit", () => {
    const large = findEntry("deepseek-r1-distill-llama-70b");
    if (large === undefined) throw new Error("not in the catalogue");
    const { fit, reason } = fitModel(large, laptop, context);
    expect(fit).toBe("no");
    expect(reason).toMatch(/Needs 4\d\.\d GB/);
  });
});

describe("the model for a machine that was measured", () => {
  const at = { measuredAt: "2026-01-01T00:00:00Z", backend: "cpu", predicted: null };
  const measured = (prompt: number, answer: number, backend = "cpu", memoryBytesPerSecond = 15e9) => ({
    speeds: { "smollm2-135m-instruct": { prompt, answer, ...at, backend } },
    memoryBytesPerSecond,
  });
  const roomy = { memoryBytes: 64e9, gpu: null };

  it("is in the quantisation that its CPU is quick with, and says what the other would cost", async () => {
    const { entry, reason, speed } = await selectModel({ hardware: roomy, ...everything, ...measured(450, 110) });
    expect(entry.id).toBe("deepseek-r1-distill-qwen-1.5b-q4_0");
    expect(reason).toMatch(/quick enough here.*measured on this machine.*rather than Q4_K_M/);
    expect(speed?.answerSeconds).toBeLessThan(120);
  });

  it("is a larger one where the cores are faster", async () => {
    const { entry } = await selectModel({ hardware: roomy, ...everything, ...measured(6000, 700, "cpu", 200e9) });
    expect(entry.answers?.parameters).toBeGreaterThan(5e9);
  });

  it("is the better quantisation where speed is no matter", async () => {
    const hardware = { memoryBytes: 64e9, gpu: { name: "a GPU", memoryBytes: 20e9 } };
    const { entry } = await selectModel({ hardware, ...everything, ...measured(90_000, 900, "cuda") });
    expect(entry.answers?.quantisation).toBe("Q8_0");
  });

  it("is the starter where every R1 would be too slow, and says so", async () => {
    const { entry, reason } = await selectModel({ hardware: roomy, ...everything, ...measured(40, 6) });
    expect(entry.starter).toBe(true);
    expect(reason).toContain("too slow here");
  });

  it("says of a model with room and no speed that it is slow, with the time", () => {
    const seven = findEntry("deepseek-r1-distill-qwen-7b");
    if (seven === undefined) throw new Error("not in the catalogue");
    const { fit, reason } = fitModel(seven, roomy, { ...context, ...measured(450, 110) });
    expect(fit).toBe("slow");
    expect(reason).toMatch(/Fits into memory .* but a typical answer takes \d.* min\./);
  });
});

describe("the catalogue", () => {
  it("names each model once, with a licence and a source for every file", () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    for (const { licence, files } of catalogue) {
      expect(licence).not.toBe("");
      for (const { sources } of files) expect(sources.length).toBeGreaterThan(0);
    }
  });
});

describe("choosing among the models that are there", () => {
  it("names the remedy for a model that is missing, and for one that is cut short", async () => {
    const folder = await mkdtemp(join(tmpdir(), "footnote-models-"));
    try {
      const ask = (model: string) => chooseInstalled({ model, folder });
      await expect(ask("auto")).rejects.toMatchObject({ code: "model_missing" });
      await expect(ask("smollm2-135m-instruct")).rejects.toMatchObject({ code: "model_missing" });
      await expect(ask("gpt-17")).rejects.toMatchObject({ code: "bad_config" });
      await mkdir(join(folder, "smollm2-135m-instruct"));
      await writeFile(
        join(folder, "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"),
        "GGUF, but not much of it",
      );
      const error = await ask("auto").catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "model_damaged" });
      expect(error).toHaveProperty("hint", expect.stringContaining("models fetch smollm2-135m-instruct"));
      expect(JSON.stringify(error)).not.toContain(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
