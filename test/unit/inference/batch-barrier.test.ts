import { describe, expect, it } from "vitest";
import { BatchBarrier } from "../../../lib/inference/scheduling/batch-barrier.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("answers that step together", () => {
  it("lets one alone go on at once", () => {
    expect(new BatchBarrier().join(0).arrive()).toBeUndefined();
  });

  it("holds the first until the last is there", async () => {
    const lockstep = new BatchBarrier();
    const gone: number[] = [];
    const [first, second, third] = [0, 1, 2].map((sequence) => {
      const stride = lockstep.join(sequence);
      return () => void stride.arrive()?.then(() => gone.push(sequence));
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
    const lockstep = new BatchBarrier();
    const gone: number[] = [];
    const strides = [3, 0, 2, 1].map((sequence) => ({ sequence, stride: lockstep.join(sequence) }));
    for (const { sequence, stride } of strides) void stride.arrive()?.then(() => gone.push(sequence));
    await settle();
    expect(gone).toEqual([0, 1, 2, 3]);
  });

  it("does not wait for one who has left", async () => {
    const lockstep = new BatchBarrier();
    const leaver = lockstep.join(0);
    let gone = false;
    void lockstep
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
