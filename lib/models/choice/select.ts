import { catalogue, findEntry, starterId } from "../catalogue/catalogue.ts";
import { bytesOf, type CatalogueEntry } from "../catalogue/entry.ts";
import { formatBytes } from "../sources/progress.ts";
import { measuredSpeed, predictSpeed, type SpeedEstimate } from "./speed.ts";
import type { Speeds } from "./speeds-file.ts";

/** What decides which models can run here. Bytes. */
export interface Hardware {
  memoryBytes: number;
  /** Null without a GPU that llama.cpp can use. */
  gpu: { name: string; memoryBytes: number } | null;
}

/** What was measured here, where it was. */
export interface Measured {
  speeds?: Speeds;
  memoryBytesPerSecond?: number | null;
}

export interface Fit {
  entry: CatalogueEntry;
  /** "slow": there is room for it, but answers take longer than people wait. */
  fit: "well" | "slow" | "no" | "unknown";
  /** Weights, key-value cache and working memory, bytes; null where the size is not known. */
  neededBytes: number | null;
  /** Measured here, or else expected; null where nothing is known. */
  speed: SpeedEstimate | null;
  /** One plain sentence. */
  reason: string;
}

/** Share of the memory that a model may take: the rest is for the system, the documents and the browser. */
const memoryShare = 0.6;
const gpuShare = 0.92;
/** llama.cpp's compute buffers and node, roughly. */
const workingBytes = 500e6;
/** On a CPU that was not measured, larger models are taken to answer slower than people read. */
const usableOnCpu = 2e9;
/** A typical answer may take so long, seconds: evidence is there at once, and people see it being written. */
const patienceS = 120;
/** Where no R1 is quick enough, the quickest is still taken if it needs no longer than this, seconds. */
const lastResortS = 300;
/** A better quantisation is worth this much of the time… */
const worth = 1.15;
/** …and any time that is short anyway, seconds. */
const shortS = 35;
/** From the coarsest to the best. */
const quality = ["Q4_0", "Q4_1", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0"];

/** Whether a model fits this machine and can be used on it, and why. */
export function fitModel(
  entry: CatalogueEntry,
  hardware: Hardware,
  context: { contextSize: number; sequences: number } & Measured,
): Fit {
  const weights = bytesOf(entry);
  const speed =
    measuredSpeed(entry, context.speeds ?? {}) ??
    predictSpeed(entry, context.speeds ?? {}, hardware.gpu === null ? context.memoryBytesPerSecond : null);
  if (weights === 0) {
    const reason = "Its size is not known before it is there.";
    return { entry, fit: "unknown", neededBytes: null, speed, reason };
  }
  const cache = (entry.answers?.cacheBytesPerToken ?? 0) * context.contextSize * context.sequences;
  const neededBytes = Math.round(weights * 1.03 + cache + workingBytes);
  const { gpu } = hardware;
  const result = (fit: Fit["fit"], reason: string): Fit => ({ entry, fit, neededBytes, speed, reason });
  const needs = formatBytes(neededBytes);
  if (gpu !== null && neededBytes <= gpu.memoryBytes * gpuShare) {
    return result("well", `Fits into the memory of ${gpu.name} (${needs} of ${formatBytes(gpu.memoryBytes)}).`);
  }
  if (neededBytes > hardware.memoryBytes * memoryShare) {
    return result(
      "no",
      `Needs ${needs}; a model may take ${formatBytes(hardware.memoryBytes * memoryShare)} of this machine's ${formatBytes(hardware.memoryBytes)}.`,
    );
  }
  const room = `Fits into memory (${needs} of ${formatBytes(hardware.memoryBytes)})`;
  if (gpu !== null)
    return result("slow", `${room}, but not into that of ${gpu.name}: most of it would run on the CPU.`);
  const slow = speed === null ? (entry.answers?.parameters ?? 0) > usableOnCpu : speed.answerSeconds > patienceS;
  if (!slow) return result("well", `${room}.`);
  const takes =
    speed === null ? "a CPU answers slowly with it" : `a typical answer takes ${inWords(speed.answerSeconds)}`;
  return result("slow", `${room}, but ${takes}.`);
}

/** "40 s", "6 min", "2.5 h". */
export function inWords(seconds: number): string {
  const two = (value: number) => Number(value.toPrecision(2));
  if (seconds < 95) return `${two(seconds)} s`;
  return seconds < 5700 ? `${two(seconds / 60)} min` : `${two(seconds / 3600)} h`;
}

/**
 * The quantisation to take of one model: the best that costs hardly more time than the quickest, or little time at all.
 * On a CPU this is often Q4_0, which it reads and writes a third faster than Q4_K_M. Null where none fits.
 */
export function bestVariant(fits: readonly Fit[], onGpu: boolean): Fit | null {
  const usable = fits.filter(({ fit }) => fit === "well" || fit === "slow");
  const seconds = ({ speed }: Fit) => speed?.answerSeconds ?? Number.POSITIVE_INFINITY;
  const quickest = Math.min(...usable.map(seconds));
  const level = ({ entry }: Fit) => quality.indexOf(entry.answers?.quantisation ?? "");
  if (!Number.isFinite(quickest)) {
    // Nothing measured: the best that fits on a GPU, on a CPU the coarsest, with which it is quickest.
    const order = usable.filter(({ fit }) => fit === "well").sort((a, b) => (level(b) - level(a)) * (onGpu ? 1 : -1));
    return order[0] ?? usable[0] ?? null;
  }
  const allowed = usable.filter((fit) => seconds(fit) <= Math.max(quickest * worth, shortS));
  return allowed.sort((a, b) => level(b) - level(a))[0] ?? null;
}

/**
 * The answer model for this machine: the largest R1 distill that fits and answers in time where it could be had, in the
 * quantisation that suits it, else the starter. `available`: whether a model can be had (there already, or its source is
 * reachable).
 */
export async function selectModel(
  options: {
    hardware: Hardware;
    contextSize: number;
    sequences: number;
    available: (entry: CatalogueEntry) => Promise<boolean>;
  } & Measured,
): Promise<Fit> {
  const families = new Map<string, Fit[]>();
  for (const entry of catalogue) {
    if (entry.answers === undefined || entry.starter || !(await options.available(entry))) continue;
    const key = entry.family?.id ?? entry.id;
    families.set(key, [...(families.get(key) ?? []), fitModel(entry, options.hardware, options)]);
  }
  const best = [...families.values()]
    .flatMap((fits) => bestVariant(fits, options.hardware.gpu !== null) ?? [])
    .sort((a, b) => b.entry.rank - a.entry.rank);
  const chosen = best.find(({ fit }) => fit === "well");
  if (chosen !== undefined) return { ...chosen, reason: explain(chosen, families) };
  const quickest = best.filter(({ speed }) => speed !== null && speed.answerSeconds <= lastResortS).at(-1);
  if (quickest !== undefined) return { ...quickest, reason: `The quickest R1 for this machine. ${quickest.reason}` };
  const starter = findEntry(starterId);
  if (starter === undefined) throw new Error("the catalogue has no starter model");
  const why =
    best.length > 0
      ? "every R1 distill would be too slow here."
      : families.size > 0
        ? "no R1 distill fits into the memory of this machine."
        : "no model hub answers and no other model is there.";
  return { ...fitModel(starter, options.hardware, options), reason: `The starter model: ${why}` };
}

function explain({ entry, reason, speed }: Fit, families: ReadonlyMap<string, Fit[]>): string {
  if (speed === null) return `The largest R1 distill for this machine. ${reason}`;
  const time = `a typical answer is expected in ${inWords(speed.answerSeconds)}`;
  const other = families
    .get(entry.family?.id ?? "")
    ?.find((fit) => fit.entry.answers?.quantisation === "Q4_K_M" && fit.entry.id !== entry.id);
  const than =
    entry.answers?.quantisation === "Q4_0" && other?.speed
      ? ` Q4_0 rather than Q4_K_M, with which it would take ${inWords(other.speed.answerSeconds)}.`
      : "";
  return `The largest R1 distill that is quick enough here: ${time}, from what was measured on this machine.${than}`;
}
