import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../lib/inference/engine/engine.ts";
import { ask, type OpenScripted, r1Defects } from "../contracts/r1-defects.ts";
import { writeScriptedR1 } from "../fixtures/scripted-r1.ts";

/** The same defects through real node-llama-cpp: R1's tokenizer and template, llama.cpp's sampler and grammars. */
const base = join(resolve(process.env.FOOTNOTE_SHARED ?? "../shared"), "models", "tiny-r1-scripted.gguf");
const written: string[] = [];

const scripted: OpenScripted = async (script) => {
  const modelPath = await writeScriptedR1(base, script);
  written.push(modelPath);
  return loadEngine({
    modelPath,
    gpu: "off",
    gpuLayers: undefined,
    contextSize: 4096,
    sequences: 1,
    onNotice: () => undefined,
  });
};

afterAll(async () => {
  for (const path of written) await rm(dirname(path), { recursive: true });
});

describe.skipIf(!existsSync(base))("through llama.cpp (skipped where ../shared is absent)", () => {
  r1Defects("with scripted weights", scripted);

  it("an English question about English documents cannot be answered in Chinese", async () => {
    const { answer } = await ask(await scripted({ thought: "Okay", answer: "\n\n保修期为十二个月" }), {
      answerTokens: 24,
    });
    expect(answer.text).not.toMatch(/\p{Script=Han}/u);
  });
});
