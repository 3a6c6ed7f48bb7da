import { z } from "zod";

/** Tokens per second of reading a prompt and of writing. */
export const speed = z.object({ prompt: z.number().positive(), answer: z.number().positive() });
export type Speed = z.infer<typeof speed>;

export const speedSample = z.object({
  /** Tokens per second; null where the run was too short to tell. */
  prompt: z.number().positive().nullable(),
  answer: z.number().positive().nullable(),
  /** Other programs, embedding or other answers kept the cores busy meanwhile. */
  underLoad: z.boolean().default(false),
});

/** One run of a model. */
export type SpeedSample = z.output<typeof speedSample>;

/** Runs kept of one model on one device. */
export const samplesKept = 50;
/** Whatever disturbs a run makes it slower, never faster: the speed of the model is what its better runs reach. */
const quantile = 0.8;
/** So many runs count even where all were under load: that is how the machine is then. */
const enough = 10;

export interface SampledSpeed {
  prompt: number | null;
  answer: number | null;
  /** False while there are only a few runs, each under load: too little to foretell anything from. */
  trusted: boolean;
}

/**
 * The speed that runs bear out: the 0.8 quantile, for reading and for writing. Runs under load count only where no
 * quiet one is known.
 */
export function speedOf(samples: readonly SpeedSample[]): SampledSpeed {
  const quiet = samples.filter(({ underLoad }) => !underLoad);
  const of = (key: "prompt" | "answer") => {
    const values = (all: readonly SpeedSample[]) => all.map((sample) => sample[key]).filter((value) => value !== null);
    return highQuantile(values(quiet)) ?? highQuantile(values(samples));
  };
  return { prompt: of("prompt"), answer: of("answer"), trusted: quiet.length > 0 || samples.length >= enough };
}

function highQuantile(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? null;
}
