import { cpus } from "node:os";

/** With a larger share of the cores at work for others, a measured speed says little of the machine. */
export const busyShare = 0.3;

/**
 * Begins to watch the cores.
 * @returns a function that tells the share of all cores, 0…1, that other programs kept at work since. The load average
 * would not do: it still counts what ended a minute ago.
 */
export function watchLoad(): () => number {
  const before = { machine: coreTimes(), own: process.cpuUsage() };
  return () => {
    const after = coreTimes();
    const { user, system } = process.cpuUsage(before.own);
    const all = after.all - before.machine.all;
    const busy = all - (after.idle - before.machine.idle);
    const others = busy - (user + system) / 1000;
    return all > 0 ? Math.min(1, Math.max(0, others / all)) : 0;
  };
}

/** Time that all cores together have spent since the machine started, ms. */
function coreTimes(): { idle: number; all: number } {
  return cpus().reduce(
    ({ idle, all }, { times }) => ({
      idle: idle + times.idle,
      all: all + times.idle + times.user + times.nice + times.sys + times.irq,
    }),
    { idle: 0, all: 0 },
  );
}
