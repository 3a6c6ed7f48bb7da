import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type CatalogueEntry, findEntry } from "./catalogue.ts";

const record = z.object({
  /** Tokens per second. */
  prompt: z.number().positive(),
  answer: z.number().positive(),
  measuredAt: z.string(),
});

/** What was measured on this machine, by model id. */
export type Speeds = Record<string, z.infer<typeof record>>;

/** Expected speed of a model here, tokens per second; `measured` when this very model has run. */
export interface SpeedEstimate {
  prompt: number;
  answer: number;
  measured: boolean;
  /** Seconds to the end of a typical answer. */
  answerSeconds: number;
}

/** A typical question with its sources, a thought and an answer, tokens. */
const typical = { prompt: 1500, thought: 400, answer: 200 };
const fileName = "speeds.json";

/**
 * Predicts from what was measured here with the model nearest in size; null before the first measurement.
 *
 * Writing is bound by how fast the weights are read, so its speed goes with their bytes; reading a prompt is bound by
 * arithmetic and goes with the number of parameters. A rule of proportion, not calibrated on R1 distills: it is shown as
 * expected, and replaced by what is measured once a model has run.
 */
export function predictSpeed(entry: CatalogueEntry, speeds: Speeds): SpeedEstimate | null {
  const own = speeds[entry.id];
  if (own !== undefined) return estimate(own.prompt, own.answer, true, entry);
  const target = sizeOf(entry);
  const known = Object.entries(speeds).flatMap(([id, speed]) => {
    const reference = findEntry(id);
    return reference?.answers ? [{ ...speed, ...sizeOf(reference) }] : [];
  });
  const nearest = known.sort(
    (a, b) => Math.abs(Math.log(a.bytes / target.bytes)) - Math.abs(Math.log(b.bytes / target.bytes)),
  )[0];
  if (nearest === undefined || target.parameters === 0) return null;
  return estimate(
    (nearest.prompt * nearest.parameters) / target.parameters,
    (nearest.answer * nearest.bytes) / target.bytes,
    false,
    entry,
  );
}

function sizeOf(entry: CatalogueEntry): { bytes: number; parameters: number } {
  return {
    bytes: entry.files.reduce((sum, file) => sum + file.approximateBytes, 0),
    parameters: entry.answers?.parameters ?? 0,
  };
}

function estimate(prompt: number, answer: number, measured: boolean, entry: CatalogueEntry): SpeedEstimate {
  const written = typical.answer + (entry.answers?.promptForm === "r1" ? typical.thought : 0);
  return { prompt, answer, measured, answerSeconds: typical.prompt / prompt + written / answer };
}

/** Reads what was measured; none when nothing was, or the file cannot be read: it is measured again. */
export async function readSpeeds(folder: string): Promise<Speeds> {
  try {
    return z.record(z.string(), record).parse(JSON.parse(await readFile(join(folder, fileName), "utf8")));
  } catch {
    return {};
  }
}

/** Keeps a measurement. */
export async function keepSpeed(folder: string, id: string, speed: { prompt: number; answer: number }): Promise<void> {
  const speeds: Speeds = { ...(await readSpeeds(folder)), [id]: { ...speed, measuredAt: new Date().toISOString() } };
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `${fileName}.${process.pid}.tmp`);
  await writeFile(temporary, `${JSON.stringify(speeds, null, 2)}\n`);
  await rename(temporary, join(folder, fileName));
}
