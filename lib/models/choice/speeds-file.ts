import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../sources/json-file.ts";
import { type Speed, type SpeedSample, samplesKept, speed, speedOf, speedSample } from "./speed-samples.ts";

const record = z.object({
  prompt: z.number().positive().nullable(),
  answer: z.number().positive().nullable(),
  measuredAt: z.string(),
  /** cpu, cuda, metal, vulkan. */
  backend: z.string().default("cpu"),
  /** The runs on this device, oldest first, and those on others. */
  samples: z.array(speedSample).default([]),
  otherDevices: z.record(z.string(), z.array(speedSample)).default({}),
  /** What earlier versions kept instead of samples. */
  recent: z.array(speed).default([]),
  /** What was expected before it ran here for the first time. */
  predicted: speed.nullable().default(null),
});
type FileRecord = z.output<typeof record>;

/** What was measured of one model on this machine. */
export interface MeasuredSpeed extends Speed {
  measuredAt: string;
  backend: string;
  /** False while there are only a few runs, each under load; true when not given. */
  trusted?: boolean;
  /** The runs behind the figures, oldest first. */
  samples?: SpeedSample[];
  predicted: Speed | null;
}

/** What was measured on this machine, by model id. */
export type Speeds = Record<string, MeasuredSpeed>;

const pathOf = (folder: string) => join(folder, "speeds.json");

/** Reads what was measured; none when nothing was, or the file cannot be read: it is measured again. */
export async function readSpeeds(folder: string): Promise<Speeds> {
  const measured = Object.entries(await readRecords(folder)).flatMap(([id, found]) => {
    const { measuredAt, backend, predicted } = found;
    const samples = samplesOf(found);
    const { prompt, answer, trusted } = speedOf(samples);
    if (prompt === null || answer === null) return [];
    return [[id, { prompt, answer, measuredAt, backend, predicted, trusted, samples }] as const];
  });
  return Object.fromEntries(measured);
}

/** Keeps one run, as `keepSpeeds` keeps several. */
export function keepSpeed(
  folder: string,
  id: string,
  run: Pick<SpeedSample, "prompt" | "answer">,
  { underLoad = false, ...options }: KeepOptions & { underLoad?: boolean } = {},
): Promise<void> {
  return keepSpeeds(folder, id, [{ ...run, underLoad }], options);
}

interface KeepOptions {
  /** Device that it ran on; `cpu` when not given. */
  backend?: string;
  predicted?: Speed | null;
}

/**
 * Keeps runs, oldest first. `predicted` is kept with the first one only. Each device has runs of its own, and the last one
 * used gives the figures.
 */
export async function keepSpeeds(
  folder: string,
  id: string,
  runs: readonly SpeedSample[],
  { backend = "cpu", predicted = null }: KeepOptions = {},
): Promise<void> {
  const records = await readRecords(folder);
  const device = backend.split(" ")[0] ?? backend;
  const before = records[id];
  const devices = { ...before?.otherDevices, ...(before && { [before.backend]: samplesOf(before) }) };
  const samples = [
    ...(devices[device] ?? []),
    ...runs.map(({ prompt, answer, underLoad }) => ({ prompt, answer, underLoad })),
  ].slice(-samplesKept);
  const { [device]: _, ...otherDevices } = devices;
  const figures = speedOf(samples);
  records[id] = {
    prompt: figures.prompt,
    answer: figures.answer,
    measuredAt: new Date().toISOString(),
    backend: device,
    samples,
    otherDevices,
    recent: [],
    predicted:
      before?.backend === device
        ? before.predicted
        : predicted && { prompt: predicted.prompt, answer: predicted.answer },
  };
  await writeJsonFile(pathOf(folder), records);
}

async function readRecords(folder: string): Promise<Record<string, FileRecord>> {
  return (await readJsonFile(pathOf(folder), z.record(z.string(), record))) ?? {};
}

/** The runs of a record; of an older one what it kept of them, at least its figures. */
function samplesOf({ samples, recent, prompt, answer }: FileRecord): SpeedSample[] {
  if (samples.length > 0) return samples;
  return (recent.length > 0 ? recent : [{ prompt, answer }]).map((one) => ({ ...one, underLoad: false }));
}
