import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Catalog, createCatalog } from "../../lib/catalog/index.ts";
import { apiKey, collection, user } from "../../lib/catalog/schema.ts";

/** Many who write at once to one SQLite file, and the keys that programs come with. */

let folder: string;
let catalog: Catalog;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-writes-"));
  catalog = await createCatalog({ url: `file:${join(folder, "catalog.db")}` });
  await catalog.migrate("lib/catalog/migrations");
  await catalog.db.insert(user).values([
    { id: "ann", name: "Ann", email: "ann@example.org" },
    { id: "bob", name: "Bob", email: "bob@example.org" },
  ]);
});
afterEach(async () => {
  catalog.close();
  await rm(folder, { recursive: true });
});
const names = async () => (await catalog.db.select({ name: collection.name }).from(collection)).map(({ name }) => name);

describe("writes of one process", () => {
  test("fifty transactions at once all go through, none waits for itself", async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => catalog.collections.create(`c${n}`, "ann")));
    expect((await names()).length).toBe(50);
  });

  test("reads pass while a transaction is open, and see what was there before it", async () => {
    let go = () => {};
    const wait = new Promise<void>((resolve) => {
      go = resolve;
    });
    const writing = catalog.db.transaction(async (tx) => {
      await tx.insert(collection).values({ id: "x", name: "not yet" });
      await wait;
    });
    expect(await names()).toEqual([]);
    go();
    await writing;
    expect(await names()).toEqual(["not yet"]);
  });

  test("one that fails is rolled back, told to its caller, and holds nobody up", async () => {
    const failing = catalog.db.transaction(async (tx) => {
      await tx.insert(collection).values({ id: "x", name: "half" });
      throw new Error("the disk is full");
    });
    const after = catalog.collections.create("after", "ann");
    await expect(failing).rejects.toThrow("the disk is full");
    await after;
    expect(await names()).toEqual(["after"]);
  });

  test("a statement that cannot be right holds nobody up either", async () => {
    await expect(catalog.db.run(sql`insert into nowhere values (1)`)).rejects.toThrow();
    await catalog.collections.create("after", "ann");
    expect(await names()).toEqual(["after"]);
  });
});

describe("keys", () => {
  test("a key is found by itself alone, and nothing that is kept of it can be shown for it", async () => {
    const { key } = await catalog.keys.create("laptop", "ann");
    expect(await catalog.keys.owner(key)).toEqual({ id: "ann", name: "Ann", email: "ann@example.org" });
    const [row] = await catalog.db.select().from(apiKey);
    const kept = Object.values(row ?? {}).filter((value) => typeof value === "string");
    expect(kept.some((value) => value.includes(key) || key.includes(value.slice(0, 20)))).toBe(false);
    for (const other of [...kept, "", "fn_", `${key} `, key.slice(0, -1), key.toUpperCase()])
      expect(await catalog.keys.owner(other), other).toBeNull();
  });

  test("one that was revoked works no more, also for its owner's list, and cannot be revoked by others", async () => {
    const { id, key } = await catalog.keys.create("laptop", "ann");
    await expect(catalog.keys.revoke(id, "bob")).rejects.toMatchObject({ code: "not_found" });
    expect(await catalog.keys.owner(key)).not.toBeNull();
    await catalog.keys.revoke(id, "ann");
    expect(await catalog.keys.owner(key)).toBeNull();
    expect(await catalog.keys.list("ann")).toEqual([]);
    await expect(catalog.keys.revoke(id, "ann")).rejects.toMatchObject({ code: "not_found" });
  });

  test("when one was last used is told, and each person's are their own", async () => {
    const { key } = await catalog.keys.create("laptop", "ann");
    await catalog.keys.create("phone", "bob");
    expect(await catalog.keys.list("ann")).toMatchObject([{ name: "laptop", lastUsedAt: null }]);
    await catalog.keys.owner(key);
    const [used] = await catalog.keys.list("ann");
    expect(Date.parse(used?.lastUsedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect((await catalog.keys.list("bob")).map(({ name }) => name)).toEqual(["phone"]);
  });
});
