import { describe, expect, test } from "vitest";
import { building, createDisposers } from "../../../lib/base/disposers.ts";
import { lazy } from "../../../lib/base/lazy.ts";
import { createSerial } from "../../../lib/base/serial.ts";

/** What every composition leans on: things are made once, one at a time, and closed in reverse order. */

describe("what was opened", () => {
  test("is closed in reverse order, each once, one after the other", async () => {
    const { use, dispose } = createDisposers();
    const closed: string[] = [];
    for (const name of ["catalog", "store", "services"])
      use(name, async (made) => {
        await Promise.resolve();
        closed.push(made);
      });
    await Promise.all([dispose(), dispose()]);
    await dispose();
    expect(closed).toEqual(["services", "store", "catalog"]);
  });

  test("is closed although something beside it cannot be, and the first failure is told", async () => {
    const { use, dispose } = createDisposers();
    const closed: string[] = [];
    use("catalog", (name) => closed.push(name));
    use("store", () => Promise.reject(new Error("the store hangs")));
    use("embedder", () => {
      throw new Error("the embedder hangs");
    });
    use("services", (name) => closed.push(name));
    await expect(dispose()).rejects.toThrow("the embedder hangs");
    expect(closed).toEqual(["services", "catalog"]);
  });

  test("is closed when what was to be built of it fails half way, and that failure is the one told", async () => {
    const closed: string[] = [];
    const built = building(async ({ use }) => {
      use("catalog", (name) => closed.push(name));
      use("store", () => Promise.reject(new Error("the store hangs")));
      throw new Error("no model");
    });
    await expect(built).rejects.toThrow("no model");
    expect(closed).toEqual(["catalog"]);
  });
});

describe("an expensive thing", () => {
  test("is made once, however many ask, and can be looked at without making it", async () => {
    let made = 0;
    const thing = lazy(async () => ++made);
    expect([thing.peek(), thing.made()]).toEqual([null, null]);
    expect(await Promise.all([thing.get(), thing.get(), thing.get()])).toEqual([1, 1, 1]);
    expect(thing.peek()).toBe(1);
    expect(await thing.made()).toBe(1);
  });

  test("that could not be made is tried again by the next who asks, and all who waited hear why", async () => {
    let tries = 0;
    const thing = lazy(async () => {
      if (++tries === 1) throw new Error("the file is not there yet");
      return "model";
    });
    const waiting = await Promise.allSettled([thing.get(), thing.get()]);
    expect(waiting.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect([thing.peek(), thing.made()]).toEqual([null, null]);
    expect(await thing.get()).toBe("model");
    expect(tries).toBe(2);
  });
});

describe("one at a time", () => {
  test("work is done in the order of asking, never two at once", async () => {
    const { run } = createSerial();
    const order: string[] = [];
    const work = (name: string, ticks: number) => async () => {
      order.push(`${name} begins`);
      for (let n = 0; n < ticks; n++) await Promise.resolve();
      order.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all([run(work("a", 9)), run(work("b", 1)), run(work("c", 0))])).toEqual(["a", "b", "c"]);
    expect(order).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  test("work that fails is told to its asker alone", async () => {
    const { run } = createSerial();
    const failing = run(() => Promise.reject(new Error("busy")));
    const next = run(async () => "done");
    await expect(failing).rejects.toThrow("busy");
    expect(await next).toBe("done");
  });

  test("a turn lasts until it is ended", async () => {
    const { turn, run } = createSerial();
    const end = await turn();
    let ran = false;
    const later = run(async () => {
      ran = true;
    });
    for (let n = 0; n < 20; n++) await Promise.resolve();
    expect(ran).toBe(false);
    end();
    await later;
    expect(ran).toBe(true);
  });
});
