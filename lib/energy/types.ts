import type { Energy } from "../base/types.ts";

/** Something that counts the energy that a part of the machine draws. */
export interface EnergyCounter {
  part: "cpu" | "gpu";
  /** What it covers, for people: "CPU package counter". */
  covers: string;
  /** Joules since it was made; it never falls. Null once it cannot be read any more. */
  joules(): number | null;
  /** Sampled counters run only while someone is being answered. */
  start?(): void;
  stop?(): void;
}

/** Where an answer is written: on this machine's processors alone, on its GPU with them, or on another machine. */
export type RunsOn = "cpu" | "gpu" | "elsewhere";

/** What one answer spends, from `begin` to `end`. */
export interface EnergySpan {
  end(): Energy;
}

export interface EnergyMeter {
  /** What is read, for people; null where everything is estimated. */
  readonly measures: string | null;
  /** W that an estimate reckons with. */
  readonly watts: number;
  /** Begins to count for one answer. What runs on a part without a counter is estimated, as is what runs elsewhere. */
  begin(on: RunsOn): EnergySpan;
}
