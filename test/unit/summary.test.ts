import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { describeSkips } from "../summary-reporter.ts";

const root = resolve(import.meta.dirname, "..");
const tests = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".test.ts"));
const textOf = (name: string) => readFileSync(join(root, name), "utf8");

it("a run says why tests were skipped in one line, the most frequent reason first", () => {
  const line = describeSkips([
    "a (skipped where no Vulkan device is there) > works",
    "b (skipped where ../shared is absent) > works",
    "b (skipped where ../shared is absent) > works too",
    "c > works",
  ]);
  expect(line).toBe(
    "skipped: 2 because ../shared is absent, 1 because no Vulkan device is there, 1 not chosen for this run",
  );
  expect(describeSkips([])).toBeNull();
});

it("every test that may be skipped says why in its title", () => {
  const silent = tests.flatMap((name) =>
    textOf(name)
      .split(/\.skipIf\(/)
      .slice(1)
      .filter((after) => !/skipped where [^()]+\)/.test(after.slice(0, 400)))
      .map((after) => `${name}: ${after.slice(0, 60)}`),
  );
  expect(tests.length).toBeGreaterThan(50);
  expect(silent.filter((line) => !line.startsWith("unit/summary"))).toEqual([]);
});

it("tests print nothing themselves, so that what stands in the output is worth reading", () => {
  const noisy = tests.filter((name) => /console\.(log|info|warn|error|table)\(/.test(textOf(name)));
  expect(noisy.filter((name) => name !== "unit/terminal.test.ts")).toEqual([]);
});
