import type { EnergyCounter, EnergyMeter, RunsOn } from "./types.ts";

export interface EnergyMeterOptions {
  /** Counters of this machine that can be read; none: everything is estimated. */
  counters: EnergyCounter[];
  /** W drawn while an answer is written, for the estimate. */
  watts: number;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

interface Span {
  counters: EnergyCounter[];
  here: boolean;
  joules: number;
  /** Others were answered at the same time. */
  shared: boolean;
  /** Milliseconds, each divided by the answers that ran in it. */
  shareMs: number;
}

const JOULES_PER_WATT_HOUR = 3600;

/**
 * Shares what is drawn while answers are written among them, moment by moment: two answers that run at the same time pay
 * half each. Where the part that does the work has no counter, or the model runs elsewhere, the draw is taken to be `watts`:
 * Wh = watts × seconds of its share ÷ 3600.
 */
export function createEnergyMeter({ counters, watts, now = () => performance.now() }: EnergyMeterOptions): EnergyMeter {
  const running = new Set<Span>();
  const before = new Map<EnergyCounter, number>();
  const broken = new Set<EnergyCounter>();
  let at = 0;

  /** Shares out what came since the last look. */
  function look(): void {
    const time = now();
    for (const counter of counters) {
      const value = counter.joules();
      if (value === null) broken.add(counter);
      else {
        const drawn = value - (before.get(counter) ?? value);
        const users = [...running].filter((span) => span.counters.includes(counter));
        for (const span of users) span.joules += drawn / users.length;
        before.set(counter, value);
      }
    }
    for (const span of running) {
      const beside = [...running].filter(({ here }) => here === span.here).length;
      span.shareMs += (time - at) / beside;
      span.shared ||= beside > 1;
    }
    at = time;
  }

  return {
    measures: counters.length === 0 ? null : coverOf(counters),
    watts,
    begin(on) {
      if (running.size === 0) for (const counter of counters) counter.start?.();
      look();
      const span: Span = {
        counters: chosen(counters, on),
        here: on !== "elsewhere",
        joules: 0,
        shared: false,
        shareMs: 0,
      };
      running.add(span);
      return {
        end() {
          if (running.has(span)) look();
          running.delete(span);
          if (running.size === 0) for (const counter of counters) counter.stop?.();
          if (span.counters.length > 0 && !span.counters.some((counter) => broken.has(counter))) {
            const covers = coverOf(span.counters);
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

/** The counters that tell of it; none when the part that does the work has none: half a figure would mislead. */
function chosen(counters: EnergyCounter[], on: RunsOn): EnergyCounter[] {
  if (!counters.some(({ part }) => part === on)) return [];
  return on === "cpu" ? counters.filter(({ part }) => part === "cpu") : counters;
}

const coverOf = (counters: EnergyCounter[]): string => counters.map(({ covers }) => covers).join(" and ");
