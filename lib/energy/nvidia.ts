import { execFile } from "node:child_process";
import type { EnergyCounter } from "./types.ts";

export interface NvidiaCounterOptions {
  /** W of each GPU, one a line, as `nvidia-smi` prints them. */
  readPower?: () => Promise<string>;
  now?: () => number;
  /** Time between two readings, ms. */
  everyMs?: number;
}

/** A reading stands for at most this long, ms: then a driver that hangs counts for nothing. */
const longestMs = 10_000;

/**
 * The power of NVIDIA GPUs, read once a second while someone is being answered and added up over time. Null where
 * `nvidia-smi` is not there or names no power.
 */
export async function createNvidiaCounter(options: NvidiaCounterOptions = {}): Promise<EnergyCounter | null> {
  const { readPower = smi, now = () => performance.now(), everyMs = 1000 } = options;
  const first = await readPower().then(watts, () => null);
  if (first === null) return null;
  let power = first;
  let sum = 0;
  let at = now();
  let timer: NodeJS.Timeout | undefined;
  const add = () => {
    const time = now();
    sum += (power * Math.min(time - at, longestMs)) / 1000;
    at = time;
  };
  const sample = () =>
    readPower().then(
      (text) => {
        add();
        power = watts(text) ?? power;
      },
      () => undefined, // one that fails is passed over; the last reading stands for a while
    );
  return {
    part: "gpu",
    covers: "GPU power, sampled",
    joules() {
      add();
      return sum;
    },
    start() {
      at = now();
      clearInterval(timer);
      void sample();
      timer = setInterval(() => void sample(), everyMs).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

function watts(text: string): number | null {
  const values = text
    .trim()
    .split("\n")
    .map((line) => Number.parseFloat(line))
    .filter(Number.isFinite);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function smi(): Promise<string> {
  const query = ["--query-gpu=power.draw", "--format=csv,noheader,nounits"];
  return new Promise((resolve, reject) => {
    execFile("nvidia-smi", query, { timeout: 5000 }, (error, out) => (error ? reject(error) : resolve(out)));
  });
}
