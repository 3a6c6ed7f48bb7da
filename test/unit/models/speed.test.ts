import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  findEntry,
  keepSpeed,
  keptPrediction,
  measuredSpeed,
  predictSpeed,
  readSpeeds,
  type Speeds,
} from "../../../lib/models/index.ts";

const entry = (id: string) => {
  const found = findEntry(id);
  if (found === undefined) throw new Error(`${id} is not in the catalogue`);
  return found;
};
const at = { measuredAt: "2026-01-01T00:00:00Z", backend: "cpu", recent: [], predicted: null };
const starterId = "smollm2-135m-instruct";
const starter: Speeds = { [starterId]: { prompt: 1000, answer: 100, ...at } };
const seven = "deepseek-r1-distill-qwen-7b";

describe("the expected speed of a model", () => {
  it("is unknown before anything was measured", () => {
    expect(predictSpeed(entry(seven), {})).toBeNull();
  });

  it("falls with the size of the model, and a typical answer takes longer", () => {
    const sizes = ["deepseek-r1-distill-qwen-1.5b", seven, "deepseek-r1-distill-qwen-14b"];
    const [small, middle, large] = sizes.map((id) => predictSpeed(entry(id), starter));
    if (!small || !middle || !large) throw new Error("no prediction");
    expect(small.answer).toBeGreaterThan(middle.answer);
    expect(middle.answer).toBeGreaterThan(large.answer);
    expect(small.prompt).toBeGreaterThan(large.prompt);
    expect(large.answerSeconds).toBeGreaterThan(small.answerSeconds);
  });

  it("is higher on a CPU with Q4_0 than with Q4_K_M", () => {
    const [plain, k] = [`${seven}-q4_0`, seven].map((id) => predictSpeed(entry(id), starter));
    if (!plain || !k) throw new Error("no prediction");
    expect(plain.answer / k.answer).toBeGreaterThan(1.3);
    expect(plain.prompt).toBeGreaterThan(k.prompt);
  });

  it("is no higher than the memory delivers weights", () => {
    const fastCores: Speeds = { [starterId]: { prompt: 50_000, answer: 900, ...at } };
    const free = predictSpeed(entry(seven), fastCores);
    const bound = predictSpeed(entry(seven), fastCores, 20e9);
    expect(bound?.answer).toBeCloseTo(20 / 4.69, 1);
    expect(free?.answer).toBeGreaterThan(bound?.answer ?? 0);
  });

  it("goes by the bytes of the weights on a GPU, where quantisations differ little otherwise", () => {
    const large = "deepseek-r1-distill-qwen-14b";
    const onGpu: Speeds = { [large]: { prompt: 2000, answer: 60, ...at, backend: "cuda" } };
    const [plain, k] = [`${seven}-q4_0`, seven].map((id) => predictSpeed(entry(id), onGpu, 1e9));
    expect((plain?.answer ?? 0) / (k?.answer ?? 1)).toBeCloseTo(4.69 / 4.44, 2);
  });

  it("is not taken for slow on a GPU because a tiny model cannot keep it busy", () => {
    const onGpu: Speeds = { [starterId]: { prompt: 20_000, answer: 400, ...at, backend: "cuda" } };
    expect(predictSpeed(entry(seven), onGpu)?.answer).toBeGreaterThan(30);
  });

  it("is taken from the measured model that is nearest in size", () => {
    const both: Speeds = { ...starter, [seven]: { prompt: 20, answer: 4, ...at } };
    const predicted = predictSpeed(entry("deepseek-r1-0528-qwen3-8b"), both);
    expect(predicted?.answer).toBeGreaterThan(3);
    expect(predicted?.answer).toBeLessThan(4);
  });
});

describe("what was measured", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "footnote-speeds-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("stands beside what was expected before the first run, which later runs leave as it was", async () => {
    await keepSpeed(folder, seven, { prompt: 30, answer: 5 }, { predicted: { prompt: 25, answer: 4 } });
    await keepSpeed(folder, seven, { prompt: 30, answer: 5 }, { predicted: { prompt: 30, answer: 5 } });
    const speeds = await readSpeeds(folder);
    expect(measuredSpeed(entry(seven), speeds)).toMatchObject({ prompt: 30, answer: 5 });
    expect(keptPrediction(entry(seven), speeds)).toMatchObject({ prompt: 25, answer: 4 });
  });

  it("is the median of the last runs, so that a busy moment does not count", async () => {
    for (const answer of [100, 3, 98]) await keepSpeed(folder, starterId, { prompt: 1000, answer });
    expect((await readSpeeds(folder))[starterId]?.answer).toBe(98);
  });

  it("begins anew on another device", async () => {
    await keepSpeed(folder, starterId, { prompt: 10, answer: 2 }, { backend: "vulkan (some device)" });
    await keepSpeed(folder, starterId, { prompt: 1000, answer: 100 }, { backend: "cpu" });
    expect((await readSpeeds(folder))[starterId]).toMatchObject({ answer: 100, backend: "cpu" });
  });

  it("is read as an earlier version wrote it, and measured again where the file is broken", async () => {
    const old = { [starterId]: { prompt: 1000, answer: 100, measuredAt: at.measuredAt } };
    await writeFile(join(folder, "speeds.json"), JSON.stringify(old));
    expect(measuredSpeed(entry(starterId), await readSpeeds(folder))).toMatchObject({ answer: 100 });
    await writeFile(join(folder, "speeds.json"), "{");
    expect(await readSpeeds(folder)).toEqual({});
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
