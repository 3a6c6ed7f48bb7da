import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadEngine } from "../../lib/inference/engine/engine.ts";
import { starterModel } from "../fixtures/model-process.ts";

/** A GPU that has room for nothing; all else is llama.cpp. The machine of a test has no GPU that could be filled. */
const gpu = vi.hoisted(() => ({ disposed: 0, refuses: "load" as "load" | "context" }));
vi.mock("node-llama-cpp", async (original) => {
  const real = await original<typeof import("node-llama-cpp")>();
  const full = () => Promise.reject(new real.InsufficientMemoryError("Not enough VRAM"));
  const model = { fileInsights: { totalLayers: 31 }, gpuLayers: 31, trainContextSize: 8192, createContext: full };
  return {
    ...real,
    getLlama: (options: { gpu: string | false }) =>
      options.gpu === false
        ? real.getLlama({ ...options, gpu: false, build: "never", skipDownload: true })
        : Promise.resolve({
            gpu: "cuda",
            getGpuDeviceNames: async () => ["Full GPU"],
            loadModel: async () => (gpu.refuses === "load" ? full() : model),
            dispose: async () => void gpu.disposed++,
          }),
  };
});

describe.skipIf(!existsSync(starterModel))("a GPU without room (skipped where the starter model is absent)", () => {
  afterEach(() => {
    gpu.disposed = 0;
  });

  it.each([
    ["the model", "load"],
    ["the context of all sequences", "context"],
  ] as const)("for %s is told, and the CPU is used instead", async (_, refuses) => {
    gpu.refuses = refuses;
    const told: string[] = [];
    const engine = await loadEngine({
      modelPath: resolve(starterModel),
      gpu: "cuda",
      gpuLayers: undefined,
      contextSize: 512,
      sequences: 1,
      onNotice: (line) => told.push(line),
    });
    try {
      expect(engine.backend).toMatchObject({ backend: "cpu", gpuLayers: 0 });
      expect(engine.backend.fallbacks).toEqual(["cuda ran out of room for the model and its context, the CPU is used"]);
      expect(told).toEqual(engine.backend.fallbacks);
      expect(gpu.disposed).toBe(1);
    } finally {
      await engine.dispose();
    }
  });
});
