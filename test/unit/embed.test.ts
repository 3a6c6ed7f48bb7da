import { describe, expect, it } from "vitest";
import { planBatches } from "../../lib/embed/batches.ts";
import { pool } from "../../lib/embed/pooling.ts";

describe("planBatches", () => {
  it("puts every text into one batch, with little padding and few tokens at a time", () => {
    const lengths = Array.from({ length: 300 }, (_, index) => 5 + ((index * 97) % 250));
    const batches = planBatches(lengths);
    expect(batches.flatMap((batch) => batch.indexes).sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
    for (const { indexes, length } of batches) {
      expect(indexes.length).toBeLessThanOrEqual(8);
      expect(length * indexes.length).toBeLessThanOrEqual(512);
      for (const index of indexes) expect(lengths[index]).toBeGreaterThanOrEqual(length * 0.95);
    }
  });
});

describe("pool", () => {
  it("takes the mean over real tokens only", () => {
    const states = Float32Array.from([3, 0, 0, 4, 99, 99, 0, 2, 0, 2, 0, 2]);
    const [first, second] = pool(states, [2, 3], 3, 2, "mean");
    expect([...(first ?? [])]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
    expect([...(second ?? [])]).toEqual([0, 1]);
  });

  it("takes the first token where the model does", () => {
    const [vector] = pool(Float32Array.from([3, 4, 9, 9]), [2], 2, 2, "cls");
    expect([...(vector ?? [])]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
  });
});
