import type { Energy } from "../types.ts";

/** Something that counts the energy that a part of the machine draws. */
export interface EnergyCounter {
  /** What it covers, for people: "CPU package counter". */
  covers: string;
  /** Joules since it was made; it never falls. Null once it cannot be read any more. */
  joules(): number | null;
  /** Sampled counters run only while someone is being answered. */
  start?(): void;
  stop?(): void;
}

/** What one answer spends, from `begin` to `end`. */
export interface EnergySpan {
  end(): Energy;
}

export interface EnergyMeter {
  /** What is read, for people; null where everything is estimated. */
  readonly measures: string | null;
  /** W that an estimate reckons with. */
  readonly watts: number;
  /** Begins to count for one answer. `here`: it is written on this machine, so that this machine's counters tell of it. */
  begin(where: { here: boolean }): EnergySpan;
}
