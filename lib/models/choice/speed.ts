import { findEntry } from "../catalogue/catalogue.ts";
import { bytesOf, type CatalogueEntry } from "../catalogue/entry.ts";
import type { Speed } from "./speed-samples.ts";
import type { Speeds } from "./speeds-file.ts";

/** Speed of a model here, tokens per second, and the seconds to the end of a typical answer. */
export interface SpeedEstimate extends Speed {
  answerSeconds: number;
}

/** A typical question with its sources, a thought and an answer, tokens. */
export const typical = { prompt: 1500, thought: 400, answer: 200 };

/**
 * How fast a CPU reads and writes with each quantisation, relative to each other: measured with one model of 135 million
 * parameters on an AVX-512 CPU. Quantisations that are not named go by Q4_K_M.
 */
const onCpu: Record<string, Speed> = {
  Q4_0: { prompt: 773, answer: 170 },
  Q8_0: { prompt: 638, answer: 117 },
  Q4_K_M: { prompt: 553, answer: 125 },
  Q4_1: { prompt: 309, answer: 125 },
};
/** Below this a GPU is not busy with a model's weights, bytes. */
const smallBytes = 500e6;
/** Memory of a graphics card of the middle, bytes per second. */
const usualGpuBytesPerSecond = 300e9;
const usual: Speed = { prompt: 553, answer: 125 };

/** What was measured of this very model; null before it ran. */
export function measuredSpeed(entry: CatalogueEntry, speeds: Speeds): SpeedEstimate | null {
  const own = speeds[entry.id];
  return own === undefined ? null : estimate(own, entry);
}

/** What was expected of a model that has run since; null where nothing was, or it has not run. */
export function keptPrediction(entry: CatalogueEntry, speeds: Speeds): SpeedEstimate | null {
  const kept = speeds[entry.id]?.predicted;
  return kept ? estimate(kept, entry) : null;
}

/**
 * Predicts a model's speed from the other model nearest in size that has run here, in a quiet moment or often; null where
 * none has.
 *
 * Reading a prompt is bound by arithmetic: it goes with the parameters and, on a CPU, with the quantisation. Writing goes
 * the same way on a CPU until the memory cannot deliver the weights faster (`memoryBytesPerSecond`); on a GPU it goes with
 * the bytes of the weights. A rule of proportion: every R1 distill that runs becomes the reference of its neighbours.
 */
export function predictSpeed(
  entry: CatalogueEntry,
  speeds: Speeds,
  memoryBytesPerSecond: number | null = null,
): SpeedEstimate | null {
  const target = sizeOf(entry);
  const known = Object.entries(speeds).flatMap(([id, measured]) => {
    const reference = findEntry(id);
    if (measured.trusted === false) return [];
    return reference?.answers && id !== entry.id && reference.answers.parameters > 0
      ? [{ ...measured, ...sizeOf(reference) }]
      : [];
  });
  const distance = ({ bytes }: { bytes: number }) => Math.abs(Math.log(bytes / target.bytes));
  const nearest = known.sort((a, b) => distance(a) - distance(b))[0];
  if (nearest === undefined || target.parameters === 0 || target.bytes === 0) return null;
  if (nearest.backend !== "cpu") {
    const prompt = (nearest.prompt * nearest.parameters) / target.parameters;
    return estimate({ prompt, answer: 1 / secondsOnGpu(nearest, target) }, entry);
  }
  const [from, to] = [onCpu[nearest.quantisation] ?? usual, onCpu[target.quantisation] ?? usual];
  const share = nearest.parameters / target.parameters;
  const prompt = (nearest.prompt * share * to.prompt) / from.prompt;
  const answer = (nearest.answer * share * to.answer) / from.answer;
  const mostFromMemory = memoryBytesPerSecond === null ? Number.POSITIVE_INFINITY : memoryBytesPerSecond / target.bytes;
  return estimate({ prompt, answer: Math.min(answer, mostFromMemory) }, entry);
}

/**
 * Seconds a written token. A model as small as the starter keeps a GPU waiting for its launches, layer by layer, and says
 * nothing of the memory's speed: that is taken from a card of the middle.
 */
function secondsOnGpu(from: Speed & { bytes: number; layers: number }, to: { bytes: number; layers: number }): number {
  if (from.bytes >= smallBytes) return to.bytes / from.bytes / from.answer;
  const launches = to.layers / Math.max(1, from.layers) / from.answer;
  return launches + Math.max(0, to.bytes - from.bytes) / usualGpuBytesPerSecond;
}

function sizeOf(entry: CatalogueEntry) {
  return {
    bytes: bytesOf(entry),
    parameters: entry.answers?.parameters ?? 0,
    layers: entry.answers?.layers ?? 0,
    quantisation: entry.answers?.quantisation ?? "",
  };
}

function estimate({ prompt, answer }: Speed, entry: CatalogueEntry): SpeedEstimate {
  const written = typical.answer + (entry.answers?.promptForm === "r1" ? typical.thought : 0);
  return { prompt, answer, answerSeconds: typical.prompt / prompt + written / answer };
}
