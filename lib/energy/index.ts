/** What writing an answer costs: measured where a counter can be read, otherwise estimated, and called so. */
export { createEnergyMeter, type EnergyMeterOptions } from "./meter.ts";
export { createNvidiaCounter } from "./nvidia.ts";
export { createRaplCounter } from "./rapl.ts";
export type { EnergyCounter, EnergyMeter, EnergySpan, RunsOn } from "./types.ts";
