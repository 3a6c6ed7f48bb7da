import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../sources/json-file.ts";

const shape = z.object({
  cpu: z.string(),
  cores: z.number(),
  /** Memory that a process here may use, bytes. */
  memoryBytes: z.number(),
  gpu: z.object({ name: z.string(), memoryBytes: z.number() }).nullable(),
  /** Speed at which all cores together read memory, bytes per second. */
  memoryBytesPerSecond: z.number().nullable(),
  /** The model that was measured, with its speeds, tokens per second; null where none was there. */
  measured: z.object({ id: z.string(), prompt: z.number(), answer: z.number() }).nullable(),
  /** Other programs kept the cores busy meanwhile: it is measured again at the next start. */
  busy: z.boolean().default(false),
  measuredAt: z.string(),
});

/** What this machine is and what the first start measured of it. */
export type Machine = z.output<typeof shape>;

/** What the system tells of this machine: all but a GPU, which only llama.cpp can say that it can use. */
export function machineOfSystem(): Machine {
  const allowed = process.constrainedMemory?.() ?? 0;
  return {
    cpu: cpus()[0]?.model.trim() || "unknown processor",
    cores: availableParallelism(),
    memoryBytes: allowed > 0 && allowed < totalmem() ? allowed : totalmem(),
    gpu: null,
    memoryBytesPerSecond: null,
    measured: null,
    busy: false,
    measuredAt: new Date().toISOString(),
  };
}

const pathOf = (folder: string) => join(folder, "machine.json");

/** What was measured here; null before the first time. */
export const readMachine = (folder: string): Promise<Machine | null> => readJsonFile(pathOf(folder), shape);

/** Keeps a measurement beside the models. */
export const keepMachine = (folder: string, machine: Machine): Promise<void> => writeJsonFile(pathOf(folder), machine);
