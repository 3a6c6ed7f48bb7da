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
const at = { measuredAt: "2026-01-01T00:00:00Z", backend: "cpu", predicted: null };
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

  it("is what most of many runs nearly reach, so that slow moments do not count, however many of the last they are", async () => {
    for (let run = 0; run < 12; run++) await keepSpeed(folder, starterId, { prompt: 1000 + run, answer: 100 });
    for (let run = 0; run < 6; run++) await keepSpeed(folder, starterId, { prompt: 10, answer: 1 });
    const speeds = await readSpeeds(folder);
    expect(speeds[starterId]).toMatchObject({ answer: 100 });
    expect(speeds[starterId]?.prompt).toBeGreaterThan(1000);
    // The page then expects a typical answer of a 7B model in minutes, not in most of an hour.
    expect(predictSpeed(entry(seven), speeds)?.answerSeconds).toBeLessThan(600);
  });

  it("distrusts what was measured under load as soon as a quiet run is known", async () => {
    for (let run = 0; run < 20; run++)
      await keepSpeed(folder, starterId, { prompt: 30, answer: 3 }, { underLoad: true });
    await keepSpeed(folder, starterId, { prompt: 1000, answer: 100 });
    await keepSpeed(folder, starterId, { prompt: 30, answer: 3 }, { underLoad: true });
    expect((await readSpeeds(folder))[starterId]).toMatchObject({ prompt: 1000, answer: 100 });
  });

  it("foretells nothing of other models from a run or two under load", async () => {
    await keepSpeed(folder, starterId, { prompt: 30, answer: 3 }, { underLoad: true });
    const speeds = await readSpeeds(folder);
    expect(measuredSpeed(entry(starterId), speeds)).toMatchObject({ prompt: 30 });
    expect(predictSpeed(entry(seven), speeds)).toBeNull();
    // Where every run is under load, that is how this machine is.
    for (let run = 0; run < 9; run++)
      await keepSpeed(folder, starterId, { prompt: 40, answer: 4 }, { underLoad: true });
    expect(predictSpeed(entry(seven), await readSpeeds(folder))).not.toBeNull();
  });

  it("takes a run that was too short to tell one of the two for the other alone", async () => {
    await keepSpeed(folder, starterId, { prompt: 1000, answer: null });
    expect((await readSpeeds(folder))[starterId]).toBeUndefined();
    await keepSpeed(folder, starterId, { prompt: null, answer: 100 });
    expect((await readSpeeds(folder))[starterId]).toMatchObject({ prompt: 1000, answer: 100 });
  });

  it("keeps the last fifty runs of a model on a device, and each device's own", async () => {
    await keepSpeed(folder, starterId, { prompt: 9000, answer: 900 }, { backend: "vulkan (some device)" });
    for (let run = 0; run < 60; run++)
      await keepSpeed(folder, starterId, { prompt: 1000, answer: run < 10 ? 500 : 100 });
    expect((await readSpeeds(folder))[starterId]).toMatchObject({ answer: 100, backend: "cpu" });
    await keepSpeed(folder, starterId, { prompt: 8000, answer: 10 }, { backend: "vulkan" });
    expect((await readSpeeds(folder))[starterId]).toMatchObject({ answer: 900, backend: "vulkan" });
  });

  it("is read as an earlier version wrote it, and measured again where the file is broken", async () => {
    const old = { [starterId]: { prompt: 1000, answer: 100, measuredAt: at.measuredAt } };
    await writeFile(join(folder, "speeds.json"), JSON.stringify(old));
    expect(measuredSpeed(entry(starterId), await readSpeeds(folder))).toMatchObject({ answer: 100 });
    const recent = [
      { prompt: 900, answer: 90 },
      { prompt: 20, answer: 2 },
    ];
    const later = {
      [starterId]: { ...old[starterId], prompt: 20, answer: 2, backend: "cpu", recent, predicted: null },
    };
    await writeFile(join(folder, "speeds.json"), JSON.stringify(later));
    expect(measuredSpeed(entry(starterId), await readSpeeds(folder))).toMatchObject({ prompt: 900, answer: 90 });
    await keepSpeed(folder, starterId, { prompt: 910, answer: 91 });
    expect((await readSpeeds(folder))[starterId]?.samples).toHaveLength(3);
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
