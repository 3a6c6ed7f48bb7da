import type { Config } from "../../base/config.ts";
import {
  chooseInstalled,
  keepMachine,
  keepSpeed,
  type Machine,
  machineOfSystem,
  starterId,
} from "../../models/index.ts";
import { detectGpu } from "../engine/detect-gpu.ts";
import { type Engine, loadEngine } from "../engine/engine.ts";
import { busyShare, watchLoad } from "./load-meter.ts";
import { measureMemorySpeed } from "./memory-speed.ts";
import { measureWriting } from "./writing-speed.ts";

const contextSize = 1024;
const lookMs = 400;
/** Tokens read in one go, and how often: the best counts, as other programs only make it slower. */
const readTokens = 256;
const readTimes = 2;
const writtenTokens = 48;
/** Neither part goes on for longer than this, ms. */
const longestMs = 4000;

/** What this machine is: its processor, the memory that a process here may use, and a GPU that llama.cpp can use. */
export async function lookAtMachine(config: Config): Promise<Machine> {
  const gpu = await detectGpu(config.GPU).catch(() => null);
  return {
    ...machineOfSystem(),
    gpu: gpu && gpu.memoryBytes > 0 ? { name: gpu.devices[0] ?? gpu.backend, memoryBytes: gpu.memoryBytes } : null,
  };
}

/**
 * Measures, in some seconds, how fast memory is and how fast the starter reads and writes here, and keeps it beside the
 * models. Without a starter only the memory is measured.
 */
export async function measureMachine(config: Config): Promise<Machine> {
  const machine = await lookAtMachine(config);
  machine.busy = (await shareAtWork()) > busyShare;
  machine.memoryBytesPerSecond = await measureMemorySpeed();
  const model = await chooseInstalled({ model: starterId, folder: config.MODELS_DIR }).catch(() => null);
  if (model !== null) {
    const engine = await loadEngine({
      modelPath: model.path,
      gpu: config.GPU,
      gpuLayers: config.GPU_LAYERS,
      contextSize,
      sequences: 1,
      onNotice: () => undefined,
    });
    try {
      const share = watchLoad();
      const speed = await measureSpeed(engine);
      machine.busy ||= share() > busyShare;
      machine.measured = { id: model.id, ...speed };
      const { backend } = engine.backend;
      const run = { ...speed, answer: speed.answer || null };
      await keepSpeed(config.MODELS_DIR, model.id, run, { backend, underLoad: machine.busy });
    } finally {
      await engine.dispose();
    }
  }
  await keepMachine(config.MODELS_DIR, machine);
  return machine;
}

/** Share of all cores that other programs keep at work now, 0…1. */
async function shareAtWork(): Promise<number> {
  const share = watchLoad();
  await new Promise((done) => setTimeout(done, lookMs));
  return share();
}

async function measureSpeed({ model, slots }: Engine): Promise<{ prompt: number; answer: number }> {
  const sequence = slots[0]?.sequence;
  if (sequence === undefined) throw new Error("the engine has no sequence");
  const tokens = model
    .tokenize("The quick brown fox jumps over the lazy dog, then rests. ".repeat(40))
    .slice(0, readTokens);
  let prompt = 0;
  const readingSince = performance.now();
  for (let time = 0; time < readTimes && performance.now() - readingSince < longestMs; time++) {
    await sequence.clearHistory();
    const started = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens);
    prompt = Math.max(prompt, (tokens.length * 1000) / (performance.now() - started));
  }
  const answer = await measureWriting(model, sequence, { tokens: writtenTokens, longestMs });
  return { prompt, answer: answer ?? 0 };
}
