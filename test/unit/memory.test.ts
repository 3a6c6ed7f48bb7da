import { expect, test } from "vitest";
import { recycleThreshold } from "../../lib/composition/memory.ts";

const GB = 1e9;

test("a worker whose model is large is not worn before it has done anything", () => {
  for (const total of [1 * GB, 2 * GB, 8 * GB, 64 * GB])
    for (const baseline of [0.3 * GB, 0.7 * GB, 1.5 * GB])
      expect(recycleThreshold(baseline, { total })).toBeGreaterThan(baseline + 0.1 * GB);
});

test("it may grow further on a larger machine, and on a small one no further than half of it", () => {
  const small = recycleThreshold(0.4 * GB, { total: 2 * GB });
  const large = recycleThreshold(0.4 * GB, { total: 64 * GB });
  expect(small).toBeLessThanOrEqual(1 * GB);
  expect(large).toBeGreaterThan(4 * GB);
  expect(large).toBeLessThan(6 * GB);
});
