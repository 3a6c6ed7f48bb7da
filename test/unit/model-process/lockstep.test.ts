import { describe, expect, it } from "vitest";
import { Lockstep } from "../../../lib/processes/model/lockstep.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("answers that step together", () => {
  it("lets one alone go on at once", () => {
    const lockstep = new Lockstep();
    lockstep.join();
    expect(lockstep.arrive()).toBeUndefined();
  });

  it("holds the first until the last is there", async () => {
    const lockstep = new Lockstep();
    const gone: string[] = [];
    for (let n = 0; n < 3; n++) lockstep.join();
    for (const name of ["a", "b"]) void lockstep.arrive()?.then(() => gone.push(name));
    await settle();
    expect(gone).toEqual([]);
    void lockstep.arrive()?.then(() => gone.push("c"));
    await settle();
    expect(gone).toEqual(["a", "b", "c"]);
  });

  it("does not wait for one who has left", async () => {
    const lockstep = new Lockstep();
    const leave = lockstep.join();
    lockstep.join();
    let gone = false;
    void lockstep.arrive()?.then(() => {
      gone = true;
    });
    leave();
    await settle();
    expect(gone).toBe(true);
  });
});
