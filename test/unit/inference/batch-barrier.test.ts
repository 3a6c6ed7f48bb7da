import { describe, expect, it } from "vitest";
import { BatchBarrier } from "../../../lib/inference/scheduling/batch-barrier.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("answers that step together", () => {
  it("lets one alone go on at once", () => {
    expect(new BatchBarrier().join(0).arrive()).toBeUndefined();
  });

  it("holds the first until the last is there", async () => {
    const barrier = new BatchBarrier();
    const gone: number[] = [];
    const [first, second, third] = [0, 1, 2].map((sequence) => {
      const part = barrier.join(sequence);
      return () => void part.arrive()?.then(() => gone.push(sequence));
    });
    first?.();
    second?.();
    await settle();
    expect(gone).toEqual([]);
    third?.();
    await settle();
    expect(gone).toEqual([0, 1, 2]);
  });

  it("sets them off in the order of their sequences, whoever came first", async () => {
    const barrier = new BatchBarrier();
    const gone: number[] = [];
    const parts = [3, 0, 2, 1].map((sequence) => ({ sequence, part: barrier.join(sequence) }));
    for (const { sequence, part } of parts) void part.arrive()?.then(() => gone.push(sequence));
    await settle();
    expect(gone).toEqual([0, 1, 2, 3]);
  });

  it("does not wait for one who has left", async () => {
    const barrier = new BatchBarrier();
    const leaver = barrier.join(0);
    let gone = false;
    void barrier
      .join(1)
      .arrive()
      ?.then(() => {
        gone = true;
      });
    leaver.leave();
    await settle();
    expect(gone).toBe(true);
  });
});
