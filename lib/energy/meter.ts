import type { EnergyCounter, EnergyMeter } from "./types.ts";

export interface EnergyMeterOptions {
  /** Counters of this machine that can be read; none: everything is estimated. */
  counters: EnergyCounter[];
  /** W drawn while an answer is written, for the estimate. */
  watts: number;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

interface Span {
  here: boolean;
  joules: number;
  /** Energy is a share of what was drawn while others were answered too. */
  shared: boolean;
  /** Milliseconds, each divided by the answers that ran in it. */
  shareMs: number;
}

const JOULES_PER_WATT_HOUR = 3600;

/**
 * Shares what is drawn while answers are written among them, moment by moment: two answers that run at the same time pay
 * half each. Where no counter can be read, or the model runs elsewhere, the draw is taken to be `watts`:
 * Wh = watts × seconds of its share ÷ 3600.
 */
export function createEnergyMeter({ counters, watts, now = () => performance.now() }: EnergyMeterOptions): EnergyMeter {
  const running = new Set<Span>();
  let at = 0;
  let before: (number | null)[] = [];
  let broken = false;

  const on = (here: boolean) => [...running].filter((span) => span.here === here);

  /** Shares out what came since the last look. */
  function look(): void {
    const time = now();
    const readings = counters.map((counter) => counter.joules());
    broken ||= readings.includes(null);
    const drawn = readings.reduce<number>(
      (sum, value, index) => sum + ((value ?? 0) - (before[index] ?? value ?? 0)),
      0,
    );
    for (const group of [on(true), on(false)]) {
      for (const span of group) {
        span.shareMs += (time - at) / group.length;
        span.shared ||= group.length > 1;
        if (span.here) span.joules += drawn / group.length;
      }
    }
    at = time;
    before = readings;
  }

  const covers = counters.map((counter) => counter.covers).join(" and ");
  return {
    measures: counters.length === 0 ? null : covers,
    watts,
    begin({ here }) {
      if (running.size === 0) for (const counter of counters) counter.start?.();
      look();
      const span: Span = { here, joules: 0, shared: false, shareMs: 0 };
      running.add(span);
      return {
        end() {
          if (running.has(span)) look();
          running.delete(span);
          if (running.size === 0) for (const counter of counters) counter.stop?.();
          if (here && counters.length > 0 && !broken) {
            const how = span.shared ? `${covers}, shared with other answers` : covers;
            return { wattHours: span.joules / JOULES_PER_WATT_HOUR, method: "measured", how };
          }
          const seconds = span.shareMs / 1000;
          const how = `${watts} W × ${seconds.toFixed(1)} s${span.shared ? ", its share of the time" : ""}`;
          return { wattHours: (watts * seconds) / JOULES_PER_WATT_HOUR, method: "estimated", how };
        },
      };
    },
  };
}
