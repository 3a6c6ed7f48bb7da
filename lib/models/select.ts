import { type CatalogueEntry, catalogue, findEntry, starterId } from "./catalogue.ts";
import { formatBytes } from "./progress.ts";

/** What decides which models can run here. Bytes. */
export interface Hardware {
  memoryBytes: number;
  /** Null without a GPU that llama.cpp can use. */
  gpu: { name: string; memoryBytes: number } | null;
}

export interface Fit {
  entry: CatalogueEntry;
  fits: boolean;
  /** Weights, key-value cache and working memory, bytes. */
  neededBytes: number;
  /** One plain sentence. */
  reason: string;
}

/** Share of the memory that a model may take: the rest is for the system, the documents and the browser. */
const memoryShare = 0.6;
const gpuShare = 0.92;
/** llama.cpp's compute buffers and node, roughly. */
const workingBytes = 500e6;
/** On a CPU larger models answer slower than people read; they can be chosen by name. */
const usableOnCpu = 2e9;

/** Whether a model fits this machine and can be used on it, and why. */
export function fitModel(
  entry: CatalogueEntry,
  hardware: Hardware,
  context: { contextSize: number; sequences: number },
): Fit {
  const weights = entry.files.reduce((sum, file) => sum + file.approximateBytes, 0);
  const cache = (entry.answers?.cacheBytesPerToken ?? 0) * context.contextSize * context.sequences;
  const neededBytes = Math.round(weights * 1.03 + cache + workingBytes);
  const { gpu } = hardware;
  const result = (fits: boolean, reason: string): Fit => ({ entry, fits, neededBytes, reason });
  if (gpu !== null && neededBytes <= gpu.memoryBytes * gpuShare) {
    return result(
      true,
      `Fits into the memory of ${gpu.name} (${formatBytes(neededBytes)} of ${formatBytes(gpu.memoryBytes)}).`,
    );
  }
  if (neededBytes > hardware.memoryBytes * memoryShare) {
    return result(
      false,
      `Needs ${formatBytes(neededBytes)}; a model may take ${formatBytes(hardware.memoryBytes * memoryShare)} of this machine's memory.`,
    );
  }
  if ((entry.answers?.parameters ?? 0) > usableOnCpu) {
    return result(
      false,
      `Fits into memory (${formatBytes(neededBytes)}), but is slow on a CPU${gpu ? ", and the GPU has no room for it" : ""}. Choose it by name if you want it.`,
    );
  }
  return result(true, `Fits into memory (${formatBytes(neededBytes)} of ${formatBytes(hardware.memoryBytes)}).`);
}

/**
 * The answer model for this machine: the largest R1 distill that fits where it could be had, else the starter.
 * `available`: whether a model can be had (there already, or its source is reachable).
 */
export async function selectModel(options: {
  hardware: Hardware;
  contextSize: number;
  sequences: number;
  available: (entry: CatalogueEntry) => Promise<boolean>;
}): Promise<Fit> {
  const fits = catalogue
    .filter((entry) => entry.answers !== undefined)
    .map((entry) => fitModel(entry, options.hardware, options))
    .filter((fit) => fit.fits && !fit.entry.starter)
    .sort((a, b) => b.entry.rank - a.entry.rank);
  for (const fit of fits) if (await options.available(fit.entry)) return fit;
  const starter = findEntry(starterId);
  if (starter === undefined) throw new Error("the catalogue has no starter model");
  const fit = fitModel(starter, options.hardware, options);
  return { ...fit, reason: "The starter model: no model hub answers and no other model is there." };
}
