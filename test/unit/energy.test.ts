import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createEnergyMeter,
  createNvidiaCounter,
  createRaplCounter,
  type EnergyCounter,
} from "../../lib/energy/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "footnote-powercap-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A domain as Linux shows it under /sys/class/powercap. */
function domain(name: string, files: Record<string, string | number>): (energy: number) => void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, value] of Object.entries(files)) writeFileSync(join(folder, name, file), `${value}\n`);
  return (energy) => writeFileSync(join(folder, name, "energy_uj"), `${energy}\n`);
}

const counterAt = (): EnergyCounter => {
  const counter = createRaplCounter({ folder });
  if (counter === null) throw new Error("the counter is not there");
  return counter;
};

describe("the processors' counter", () => {
  it("adds the packages up and leaves out the parts within them", () => {
    const set0 = domain("intel-rapl:0", { name: "package-0", energy_uj: 5_000_000, max_energy_range_uj: 9_000_000 });
    const set1 = domain("intel-rapl:1", { name: "package-1", energy_uj: 1_000_000, max_energy_range_uj: 9_000_000 });
    domain("intel-rapl:0:0", { name: "core", energy_uj: 1, max_energy_range_uj: 9 });
    domain("intel-rapl:2", { name: "psys", energy_uj: 1, max_energy_range_uj: 9 });
    const counter = counterAt();
    expect(counter.covers).toBe("2 CPU package counters");
    set0(7_000_000);
    set1(1_500_000);
    expect(counter.joules()).toBe(2.5);
  });

  it("goes on counting when it begins again at its end", () => {
    const set = domain("intel-rapl:0", { name: "package-0", energy_uj: 8_500_000, max_energy_range_uj: 9_000_000 });
    const counter = counterAt();
    set(250_000);
    expect(counter.joules()).toBe(0.75);
    set(1_250_000);
    expect(counter.joules()).toBe(1.75);
  });

  it("is not there where there is none, or it may not be read", () => {
    expect(createRaplCounter({ folder: join(folder, "none") })).toBeNull();
    domain("intel-rapl:0", { name: "package-0", max_energy_range_uj: 9_000_000 });
    expect(createRaplCounter({ folder })).toBeNull();
  });
});

describe("the GPUs' power", () => {
  it("is added up over time, all GPUs together", async () => {
    let time = 0;
    const counter = await createNvidiaCounter({ readPower: async () => "100.5\n49.5\n", now: () => time });
    time = 2000;
    expect(counter?.joules()).toBe(300);
  });

  it("is not there without the driver, or where the driver names no power", async () => {
    const missing = () => Promise.reject(new Error("ENOENT"));
    expect(await createNvidiaCounter({ readPower: missing })).toBeNull();
    expect(await createNvidiaCounter({ readPower: async () => "[N/A]\n" })).toBeNull();
  });
});

describe("the meter", () => {
  it("estimates by its formula, and says it", () => {
    let time = 0;
    const span = createEnergyMeter({ counters: [], watts: 90, now: () => time }).begin("cpu");
    time = 4000;
    expect(span.end()).toEqual({ wattHours: 0.1, method: "estimated", how: "90 W × 4.0 s" });
  });

  it("measures what was drawn from begin to end, and says what it read", () => {
    let joules = 1000;
    const counter: EnergyCounter = { part: "cpu", covers: "CPU package counter", joules: () => joules };
    const meter = createEnergyMeter({ counters: [counter], watts: 45 });
    const span = meter.begin("cpu");
    joules += 36;
    expect(span.end()).toEqual({ wattHours: 0.01, method: "measured", how: "CPU package counter" });
    joules += 5000; // drawn while nobody was being answered
    const next = meter.begin("cpu");
    joules += 72;
    expect(next.end().wattHours).toBe(0.02);
  });

  it("shares among answers what was drawn while they ran together", () => {
    let joules = 0;
    const meter = createEnergyMeter({
      counters: [{ part: "cpu", covers: "counter", joules: () => joules }],
      watts: 45,
    });
    const long = meter.begin("cpu");
    joules += 3600;
    const short = meter.begin("cpu");
    joules += 3600;
    expect(short.end()).toMatchObject({ wattHours: 0.5, how: "counter, shared with other answers" });
    joules += 3600;
    expect(long.end().wattHours).toBe(2.5);
  });

  it("estimates for a model elsewhere, and once a counter fails", () => {
    let value: number | null = 5;
    const meter = createEnergyMeter({ counters: [{ part: "cpu", covers: "counter", joules: () => value }], watts: 45 });
    expect(meter.begin("elsewhere").end().method).toBe("estimated");
    const span = meter.begin("cpu");
    value = null;
    expect(span.end().method).toBe("estimated");
  });

  it("measures nothing by halves: work on a part without a counter is estimated", () => {
    let cpu = 0;
    let gpu = 0;
    const processors: EnergyCounter = { part: "cpu", covers: "CPU", joules: () => cpu };
    const graphics: EnergyCounter = { part: "gpu", covers: "GPU", joules: () => gpu };
    const spend = (counters: EnergyCounter[], on: "cpu" | "gpu") => {
      const span = createEnergyMeter({ counters, watts: 45 }).begin(on);
      cpu += 3600;
      gpu += 7200;
      const { wattHours, how, method } = span.end();
      return method === "measured" ? [wattHours, how] : method;
    };
    expect(spend([graphics], "cpu")).toBe("estimated");
    expect(spend([processors], "gpu")).toBe("estimated");
    expect(spend([processors, graphics], "cpu")).toEqual([1, "CPU"]);
    expect(spend([processors, graphics], "gpu")).toEqual([3, "CPU and GPU"]);
    expect(spend([graphics], "gpu")).toEqual([2, "GPU"]);
  });
});
