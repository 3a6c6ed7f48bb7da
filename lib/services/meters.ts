import type { Person } from "../access/index.ts";
import type { Meters, MeterTable } from "../catalog/index.ts";
import type { EnergyMeter } from "../energy/index.ts";

/** What answers cost over the last days, and how energy is told on this machine. */
export interface MeterReport extends Meters {
  energy: { measures: string | null; watts: number };
}

export interface MetersServiceOptions {
  meters: MeterTable;
  energy: Pick<EnergyMeter, "measures" | "watts">;
}

/** Totals over the collections that a person may see, whoever asked. */
export function createMetersService({ meters, energy }: MetersServiceOptions) {
  return {
    async read(person: Person, days: number): Promise<MeterReport> {
      const { measures, watts } = energy;
      return { ...(await meters.read(person.id, days)), energy: { measures, watts } };
    },
  };
}
