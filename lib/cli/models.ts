import { totalmem } from "node:os";
import type { Config } from "../config.ts";
import { FootnoteError } from "../errors.ts";
import {
  type CatalogueEntry,
  catalogue,
  createModelStore,
  describeProgress,
  findEntry,
  fitModel,
  formatBytes,
  type Hardware,
  predictSpeed,
  readSpeeds,
} from "../models/index.ts";
import { detectGpu } from "../processes/model/detect-gpu.ts";

const openStore = (config: Config) =>
  createModelStore({ folder: config.MODELS_DIR, hubEndpoint: config.HF_ENDPOINT, offline: config.OFFLINE });

/** Prints every model: size, licence, whether it is there, and whether it fits this machine and why. */
export async function listModels(config: Config, print: (line: string) => void): Promise<void> {
  const store = openStore(config);
  const hardware = await lookAtHardware(config);
  const speeds = await readSpeeds(config.MODELS_DIR);
  for (const entry of catalogue) {
    const state = await store.status(entry);
    const size = formatBytes(entry.files.reduce((sum, file) => sum + file.approximateBytes, 0));
    print(`${entry.id.padEnd(38)} ${size.padStart(8)}  ${state.padEnd(8)} ${entry.licence}`);
    if (entry.answers === undefined) continue;
    const { reason } = fitModel(entry, hardware, { contextSize: config.CONTEXT_SIZE, sequences: config.SEQUENCES });
    print(
      `    ${reason}${entry.starter ? " The starter: it shows that the line works, not how well R1 answers." : ""}`,
    );
    const speed = predictSpeed(entry, speeds);
    if (speed === null) continue;
    const [prompt, answer, seconds] = [speed.prompt, speed.answer, speed.answerSeconds].map(roughly);
    const how = speed.measured ? "Measured here" : "Expected here";
    print(`    ${how}: reads ${prompt} and writes ${answer} tokens/s; a typical answer takes ${seconds} s.`);
  }
}

/** Fetches and verifies a model; an interrupted download goes on where it was. */
export async function fetchModel(config: Config, id: string, print: (line: string) => void): Promise<void> {
  const entry = known(id);
  let last = 0;
  await openStore(config).ensure(entry, {
    onNote: print,
    onProgress: (progress) => {
      if (performance.now() - last < 1000 && progress.bytesDone !== progress.bytesTotal) return;
      last = performance.now();
      print(`  ${progress.file}: ${describeProgress(progress)}`);
    },
  });
  print(`${entry.title} is there, checksums verified.`);
}

/** Deletes a model's files. */
export async function removeModel(config: Config, id: string, print: (line: string) => void): Promise<void> {
  const entry = known(id);
  await openStore(config).remove(entry);
  print(`${entry.title} is deleted.`);
}

/** Two figures are as exact as a prediction is. */
function roughly(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Number(value.toPrecision(2)));
}

function known(id: string): CatalogueEntry {
  const entry = findEntry(id);
  if (entry !== undefined) return entry;
  throw new FootnoteError("not_found", `The catalogue holds no model "${id}".`, {
    hint: "npm run footnote -- models lists them.",
  });
}

async function lookAtHardware(config: Config): Promise<Hardware> {
  const gpu = await detectGpu(config.GPU).catch(() => null);
  const usable = gpu !== null && gpu.memoryBytes > 0;
  return {
    memoryBytes: totalmem(),
    gpu: usable ? { name: gpu.devices[0] ?? gpu.backend, memoryBytes: gpu.memoryBytes } : null,
  };
}
