import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gather, type ModelProcess, starterModel, startModelProcess } from "../fixtures/model-process.ts";

/** The GPU path, through Mesa's Vulkan driver that runs on the CPU (Debian: mesa-vulkan-drivers). */
const drivers = "/usr/share/vulkan/icd.d";
const hasSoftwareDevice = existsSync(drivers) && readdirSync(drivers).some((name) => name.startsWith("lvp_icd"));
/** A driver that hangs must not hold up everything else, ms. */
const patience = 120_000;

describe.skipIf(!hasSoftwareDevice || !existsSync(starterModel))(
  "the model process on a Vulkan device (skipped where no Vulkan device is there, not even in software)",
  () => {
    let model: ModelProcess;
    beforeAll(async () => {
      model = await startModelProcess({
        MODEL: "smollm2-135m-instruct",
        GPU: "vulkan",
        GPU_LAYERS: "2", // a device in software is slow: enough to prove the path
        GGML_VK_VISIBLE_DEVICES: "0",
        SEQUENCES: "1",
        CONTEXT_SIZE: "512",
      });
    }, patience);
    afterAll(() => model?.stop());

    it(
      "offloads layers, names the device, says which layers stay on the CPU, and answers",
      async () => {
        const { status, model: facts } = await model.settled();
        expect(status).toBe("ready");
        expect(facts?.backend).toMatch(/^vulkan \(.+\)$/);
        expect(facts?.gpuLayers).toBe(2);
        const { vram } = (facts?.memory ?? { vram: 0 }) as { vram: number };
        expect(vram).toBeGreaterThan(0);
        expect(facts?.fallbacks).toEqual([expect.stringMatching(/29 of 31 layers, they run on the CPU/)]);
        const messages = [{ role: "user", content: "Capital of France?" }];
        expect((await gather(model.stream({ messages, max_tokens: 4 }))).text).not.toBe("");
      },
      patience,
    );
  },
);

describe.skipIf(!existsSync(starterModel))(
  "a GPU that is asked for and not there (skipped where the starter model is absent)",
  () => {
    it("is told in /health, and the CPU is used", async () => {
      const model = await startModelProcess({
        MODEL: "smollm2-135m-instruct",
        GPU: "cuda",
        SEQUENCES: "1",
        CONTEXT_SIZE: "512",
      });
      try {
        const { model: facts } = await model.settled();
        expect(facts?.backend).toBe("cpu");
        expect(facts?.fallbacks).toEqual([expect.stringMatching(/cuda/)]);
      } finally {
        await model.stop();
      }
    });
  },
);
