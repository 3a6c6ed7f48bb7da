import { describe, expect, test } from "vitest";
import {
  groupModels,
  memoryOf,
  rough,
  roughTime,
  runsOn,
  speedLine,
  transferLine,
} from "../../../app/_components/models/words.ts";
import { formatModels } from "../../../lib/cli/format-models.ts";
import type { ModelOverview, ModelRecord } from "../../../lib/models/library/index.ts";

/** The same list, as the page and the terminal say it. */

const record = (more: Partial<ModelRecord> = {}): ModelRecord =>
  ({
    id: "r1-7b-q4",
    title: "R1 7B",
    family: { id: "r1-7b", title: "DeepSeek R1 Distill Qwen 7B" },
    licence: "MIT",
    quantisation: "Q4_K_M",
    bytes: 4.7e9,
    starter: false,
    added: false,
    address: null,
    fit: "well",
    reason: "It fits into memory.",
    suits: true,
    state: "ready",
    transfer: null,
    measured: null,
    expected: null,
    error: null,
    ...more,
  }) as ModelRecord;

const overview = (more: Partial<ModelOverview> = {}): ModelOverview =>
  ({
    models: [record()],
    machine: {
      cpu: "a processor",
      cores: 2,
      memoryBytes: 8e9,
      gpu: null,
      memoryBytesPerSecond: null,
      measured: null,
      busy: false,
      measuredAt: "",
    },
    inUse: null,
    notice: null,
    choice: null,
    suggested: null,
    failed: null,
    fixed: null,
    freeBytes: 20e9,
    hub: "hub.example.org",
    ...more,
  }) as ModelOverview;

const inUse = {
  id: "r1-7b-q4",
  name: "R1 7B",
  backend: "cuda",
  contextSize: 4096,
  starter: false,
  gpuLayers: 20,
  layers: 28,
  threads: 4,
  memory: { ram: 1.2e9, vram: 5e9 },
  fallbacks: ["cuda found no room for 8 layers, they run on the CPU"],
  answerTokensPerSecond: 12,
};
const terminal = (more: Partial<ModelOverview> = {}) => formatModels(overview(more)).join("\n");

describe("in the terminal", () => {
  test("the machine, what runs and why, and what it could not have", () => {
    const said = terminal({
      inUse,
      choice: { id: "r1-7b-q4", by: "machine", reason: "The largest that answers within two minutes." },
    } as Partial<ModelOverview>);
    expect(said).toContain("a processor, 2 cores, 8.0 GB of memory, no GPU");
    expect(said).toContain(
      "R1 7B on cuda, 20 of 28 layers on the GPU, 4 threads, 1.2 GB of memory and 5.0 GB of the GPU's",
    );
    expect(said).toContain("cuda found no room for 8 layers");
    expect(said).toContain("The largest that answers within two minutes.");
  });

  test("nothing runs: why, and where downloads come from", () => {
    expect(terminal()).toContain("none: Footnote does not run");
    expect(terminal({ notice: "The model is loading." })).toContain("none: The model is loading.");
    expect(terminal()).toContain("from hub.example.org, 20.0 GB free on the disk");
    expect(terminal({ freeBytes: null })).not.toContain("free on the disk");
  });

  test("what was given up and what is suggested, unless that is what runs", () => {
    const suggested = { id: "r1-7b-q4", title: "R1 7B", reason: "It fits." };
    expect(terminal({ suggested })).toContain("Suggested      R1 7B. It fits.");
    expect(terminal({ suggested, inUse } as Partial<ModelOverview>)).not.toContain("Suggested");
    const failed = { id: "x", title: "R1 14B", message: "It could not be loaded.", hint: "It needs 10 GB." };
    expect(terminal({ failed } as Partial<ModelOverview>)).toContain(
      "Given up       R1 14B: It could not be loaded. It needs 10 GB.",
    );
  });

  test("a family once, its quantisations beneath it, the one that suits marked", () => {
    const models = [
      record({ suits: false }),
      record({ id: "r1-7b-q8", quantisation: "Q8_0", fit: "no", state: "missing" }),
    ];
    const said = terminal({ models });
    expect(said.match(/DeepSeek R1 Distill Qwen 7B/g)).toHaveLength(1);
    expect(said).toMatch(/Q8_0 .*does not fit +not there +r1-7b-q8/);
    expect(terminal()).toMatch(/\* Q4_K_M +4\.7 GB +fits +there +r1-7b-q4/);
  });

  test("a starter is called one, with what that means", () => {
    expect(terminal({ models: [record({ starter: true })] })).toContain("not how well R1 answers");
    expect(terminal()).not.toContain("The starter");
  });

  test("measured beside expected; what was expected of a model that does not fit is not told", () => {
    const speed = { prompt: 25, answer: 4.2, answerSeconds: 203 };
    expect(terminal({ models: [record({ expected: speed })] } as Partial<ModelOverview>)).toContain(
      "expected here: reads 25, writes 4.2 tokens/s",
    );
    const both = terminal({
      models: [record({ expected: speed, measured: { ...speed, answer: 5 } })],
    } as Partial<ModelOverview>);
    expect(both).toContain("measured here: reads 25, writes 5.0");
    expect(both).toContain("was expected:");
    expect(terminal({ models: [record({ fit: "no", expected: speed })] } as Partial<ModelOverview>)).not.toContain(
      "expected here",
    );
  });

  test("an error with what to try, and how much of a broken-off download is there", () => {
    const error = {
      code: "download_failed" as const,
      message: "The hub does not give it.",
      hint: "Check HF_ENDPOINT.",
    };
    expect(terminal({ models: [record({ error })] } as Partial<ModelOverview>)).toContain(
      "The hub does not give it. Check HF_ENDPOINT.",
    );
    const transfer = { bytesDone: 1.2e9, bytesTotal: 4.7e9, bytesPerSecond: null, secondsLeft: null };
    expect(terminal({ models: [record({ state: "partly", transfer })] } as Partial<ModelOverview>)).toContain(
      "partly there (1.2 GB)",
    );
  });
});

describe("on the page", () => {
  test("figures as exact as a prediction is", () => {
    expect([0, 0.09, 0.14, 4.24, 5, 12.4, 1234].map(rough)).toEqual([
      "under 0.1",
      "under 0.1",
      "0.1",
      "4.2",
      "5",
      "12",
      "1,200",
    ]);
    expect([9, 94, 96, 360, 5699, 9000].map(roughTime)).toEqual(["9 s", "94 s", "1.6 min", "6 min", "95 min", "2.5 h"]);
    expect(speedLine({ prompt: 100, answer: 10, answerSeconds: 84 } as NonNullable<ModelRecord["measured"]>)).toBe(
      "typical answer 84 s, 10\u00a0tokens/s",
    );
  });

  test("a download with what is known of it", () => {
    const of = (more: object) =>
      transferLine({
        bytesDone: 320e6,
        bytesTotal: 1.1e9,
        bytesPerSecond: 12e6,
        secondsLeft: 40,
        ...more,
      } as NonNullable<ModelRecord["transfer"]>);
    expect(of({})).toMatch(/^320 MB of 1\.1 GB, 12 MB\/s, .*40 s/);
    expect(of({ bytesTotal: null, secondsLeft: null, bytesPerSecond: 0 })).toBe("320 MB");
  });

  test("where it runs and what it takes", () => {
    expect(runsOn(inUse)).toBe("cuda, 20 of 28 layers on the GPU");
    expect(runsOn({ ...inUse, backend: "cpu", gpuLayers: 0 })).toBe("the CPU, 4 threads");
    expect(memoryOf(inUse)).toBe("1.2 GB and 5.0 GB on the GPU");
    expect(memoryOf({ ...inUse, memory: { ram: 0, vram: 0 } })).toBe("not told");
  });

  test("R1, what was added and the starter stand apart, a family in one group", () => {
    const models = [
      record(),
      record({ id: "r1-7b-q8" }),
      record({ id: "starter", starter: true, family: { id: "s", title: "Starter" } }),
      record({ id: "own", added: true, family: { id: "o", title: "Own" } }),
    ];
    const { r1, added, starter } = groupModels(models);
    const ids = (groups: ModelRecord[][]) => groups.map((members) => members.map(({ id }) => id));
    expect([ids(r1), ids(added), ids(starter)]).toEqual([[["r1-7b-q4", "r1-7b-q8"]], [["own"]], [["starter"]]]);
    expect(groupModels([])).toEqual({ r1: [], added: [], starter: [] });
  });
});
