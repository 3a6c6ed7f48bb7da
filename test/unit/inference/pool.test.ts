import { describe, expect, it, vi } from "vitest";
import { FootnoteError } from "../../../lib/base/errors.ts";
import { type AcquireOptions, type Lease, Pool } from "../../../lib/inference/scheduling/pool.ts";

const first = <T>(free: readonly T[]): T => {
  const [item] = free;
  if (item === undefined) throw new Error("nothing is free");
  return item;
};

function ask(pool: Pool<string>, user: string, options: Partial<AcquireOptions<string>> = {}): Promise<Lease<string>> {
  return pool.acquire({ user, signal: new AbortController().signal, choose: first, ...options });
}

/** Serves everyone in `users` with one place, and gives the order in which they were served. */
async function orderOf(users: string[]): Promise<string[]> {
  const pool = new Pool(["only"], 100);
  const holder = await ask(pool, "first of all");
  const served: string[] = [];
  const all = users.map(async (user) => {
    const lease = await ask(pool, user);
    served.push(user);
    await Promise.resolve();
    lease.release();
  });
  holder.release();
  await Promise.all(all);
  return served;
}

describe("the pool of sequences", () => {
  it("serves people in the order in which they come", async () => {
    expect(await orderOf(["ann", "bob", "cem"])).toEqual(["ann", "bob", "cem"]);
  });

  it("lets one question of each person go before anyone's second", async () => {
    expect(await orderOf(["ann", "ann", "ann", "bob", "cem"])).toEqual(["ann", "bob", "cem", "ann", "ann"]);
  });

  it("passes nobody over for ever", async () => {
    const order = await orderOf(["ann", "ann", ...Array.from({ length: 30 }, (_, n) => `guest ${n}`)]);
    expect(order.lastIndexOf("ann")).toBeLessThan(12);
  });

  it("refuses at once when the queue is full, and says when to come again", async () => {
    const pool = new Pool(["only"], 1);
    await ask(pool, "ann");
    void ask(pool, "bob");
    const asked = () => ask(pool, "cem");
    expect(asked).toThrow(FootnoteError);
    try {
      await asked();
    } catch (error) {
      expect(error).toMatchObject({ code: "overloaded" });
      expect(error).toHaveProperty("retryAfter", expect.any(Number));
    }
  });

  it("takes who stops waiting out of the queue and moves the others up", async () => {
    const pool = new Pool(["only"], 10);
    await ask(pool, "ann");
    const stop = new AbortController();
    const gone = ask(pool, "bob", { signal: stop.signal });
    const places: number[] = [];
    void ask(pool, "cem", { onQueued: (position) => places.push(position) });
    stop.abort(new Error("closed the tab"));
    await expect(gone).rejects.toThrow("closed the tab");
    expect(places).toEqual([2, 1]);
    expect(pool.queued).toBe(1);
  });

  it("says how long the wait will be once it knows how long people stay", async () => {
    const pool = new Pool(["only"], 10);
    const waits: (number | null)[] = [];
    const holder = await ask(pool, "ann");
    const next = ask(pool, "bob", { onQueued: (_, wait) => waits.push(wait) });
    holder.release();
    (await next).release();
    const last = await ask(pool, "cem");
    void ask(pool, "dan", { onQueued: (_, wait) => waits.push(wait) });
    expect(waits).toEqual([null, expect.any(Number)]);
    last.release();
  });

  it("says a shorter wait as time passes, and a longer one further back", async () => {
    vi.useFakeTimers();
    try {
      const pool = new Pool(["only"], 10);
      const first = await ask(pool, "ann");
      vi.advanceTimersByTime(10_000);
      first.release();
      await ask(pool, "bob");
      const waits: Record<string, (number | null)[]> = { cem: [], dan: [] };
      for (const who of ["cem", "dan"]) void ask(pool, who, { onQueued: (_, wait) => waits[who]?.push(wait) });
      vi.advanceTimersByTime(4000);
      pool.refresh();
      vi.advanceTimersByTime(60_000);
      pool.refresh();
      expect(waits).toEqual({ cem: [10_000, 6000, 1000], dan: [20_000, 16_000, 11_000] });
    } finally {
      vi.useRealTimers();
    }
  });

  it("loses no place when holders release twice and waiters leave at every moment", async () => {
    const pool = new Pool(["a", "b", "c"], 1000);
    const work = Array.from({ length: 300 }, async (_, n) => {
      const stop = new AbortController();
      if (n % 3 === 0) queueMicrotask(() => stop.abort(new Error("left")));
      try {
        const lease = await ask(pool, `person ${n % 7}`, { signal: stop.signal });
        await Promise.resolve();
        lease.release();
        lease.release();
      } catch (error) {
        expect(error).toHaveProperty("message", "left");
      }
    });
    await Promise.all(work);
    expect(pool.busy).toBe(0);
    expect(pool.queued).toBe(0);
  });
});
