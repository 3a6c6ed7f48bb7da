import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EnergyCounter } from "./types.ts";

const MICROJOULES = 1e6;

interface Domain {
  file: string;
  /** µJ after which the counter begins again. */
  range: number;
  last: number;
}

/**
 * The processors' own energy counters as Linux shows them (kernel.org/doc/html/latest/power/powercap/powercap.html). One
 * domain a package, which holds its cores; memory and the like within it are not added again. Null where there is none
 * or, as is usual for anyone but root, it may not be read.
 */
export function createRaplCounter({ folder = "/sys/class/powercap" }: { folder?: string } = {}): EnergyCounter | null {
  const domains = packages(folder);
  if (domains.length === 0) return null;
  let sum = 0;
  return {
    part: "cpu",
    covers: domains.length === 1 ? "CPU package counter" : `${domains.length} CPU package counters`,
    joules() {
      try {
        for (const domain of domains) {
          const value = readNumber(domain.file);
          sum += value >= domain.last ? value - domain.last : value + domain.range - domain.last;
          domain.last = value;
        }
        return sum / MICROJOULES;
      } catch {
        return null; // the rights were taken away, or the module unloaded; the meter says "estimated" from then on
      }
    },
  };
}

function packages(folder: string): Domain[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^intel-rapl:\d+$/.test(name))
      .filter((name) => readFileSync(join(folder, name, "name"), "utf8").startsWith("package"))
      .map((name) => {
        const file = join(folder, name, "energy_uj");
        return { file, range: readNumber(join(folder, name, "max_energy_range_uj")), last: readNumber(file) };
      });
  } catch {
    return [];
  }
}

function readNumber(file: string): number {
  const value = Number(readFileSync(file, "utf8"));
  if (!Number.isFinite(value)) throw new Error("not a number");
  return value;
}
