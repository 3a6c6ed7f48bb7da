import { type SpeedSample, samplesKept, speedOf } from "../../models/index.ts";
import { busyShare, watchLoad } from "./load-meter.ts";

/** A run of a model while it goes on. */
export interface Run {
  /** Ends it and keeps what it showed: tokens and ms of reading and of writing; null where too few to tell. */
  end(read: Spent | null, written: Spent | null): void;
  /** Ends it without a result. */
  drop(): void;
}

export interface Spent {
  tokens: number;
  ms: number;
}

/**
 * The speeds of a model's last runs. A run that shared the model with another, or the cores with other programs, is
 * marked as under load.
 */
export class SpeedRecord {
  readonly #samples: SpeedSample[];
  readonly #onSample: (sample: SpeedSample) => void;
  readonly #running = new Set<{ shared: boolean }>();

  /** Begins with the runs that are known from before; `onSample` hears of each new one. */
  constructor(known: readonly SpeedSample[] = [], onSample: (sample: SpeedSample) => void = () => undefined) {
    this.#samples = known.slice(-samplesKept);
    this.#onSample = onSample;
  }

  /** Tokens per second of reading and writing; null before the first run that tells. */
  get speed(): { prompt: number | null; answer: number | null } {
    return speedOf(this.#samples);
  }

  /** Begins a run. `watch` is for tests. */
  begin(watch: typeof watchLoad = watchLoad): Run {
    const run = { shared: this.#running.size > 0 };
    for (const other of this.#running) other.shared = true;
    this.#running.add(run);
    const load = watch();
    return {
      drop: () => void this.#running.delete(run),
      end: (read, written) => {
        this.#running.delete(run);
        const [prompt, answer] = [perSecond(read), perSecond(written)];
        if (prompt === null && answer === null) return;
        const sample = { prompt, answer, underLoad: run.shared || load() > busyShare };
        this.#samples.push(sample);
        if (this.#samples.length > samplesKept) this.#samples.shift();
        this.#onSample(sample);
      },
    };
  }
}

function perSecond(spent: Spent | null): number | null {
  return spent === null || spent.ms <= 0 ? null : (spent.tokens * 1000) / spent.ms;
}
