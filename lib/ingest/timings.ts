/** How long each stage took, ms. */
export interface StageTimes {
  parseMs: number;
  chunkMs: number;
  wordsMs: number;
  embedMs: number;
  storeMs: number;
}

export interface Timings {
  /** Notes the time since the last lap under a stage. */
  lap(stage: keyof StageTimes): void;
  stages: StageTimes;
}

export function createTimings(): Timings {
  let last = performance.now();
  const stages: StageTimes = { parseMs: 0, chunkMs: 0, wordsMs: 0, embedMs: 0, storeMs: 0 };
  return {
    lap(stage) {
      const now = performance.now();
      stages[stage] = Math.round(now - last);
      last = now;
    },
    stages,
  };
}
