import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../lib/catalog/database.ts";

const migrations = "lib/catalog/migrations";
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-upgrade-"));
  path = join(folder, "catalog.db");
});
afterEach(() => rm(folder, { recursive: true }));

/** A copy of the migrations with one more at the end. */
function withOneMore(statements: string): string {
  const to = join(folder, `migrations-${readdirSync(folder).length}`);
  cpSync(migrations, to, { recursive: true });
  const journal = JSON.parse(readFileSync(join(to, "meta/_journal.json"), "utf8"));
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: "9999_next" });
  writeFileSync(join(to, "meta/_journal.json"), JSON.stringify(journal));
  writeFileSync(join(to, "9999_next.sql"), statements);
  return to;
}
async function upgradeWith(folderOfMigrations: string) {
  const database = await openDatabase({ url: `file:${path}` });
  await database.migrate(folderOfMigrations).finally(database.close);
}
/** Without what SQLite keeps beside the file. */
const files = () => readdirSync(folder).filter((name) => name.startsWith("catalog.db") && !/-(?:wal|shm)$/.test(name));

describe("the catalogue of another version", () => {
  it("is brought up to date, and nothing is left beside it", async () => {
    await upgradeWith(migrations);
    await upgradeWith(withOneMore("CREATE TABLE next (id text);"));
    const database = await openDatabase({ url: `file:${path}` });
    await database.db.run(sql`INSERT INTO next VALUES ('a row')`);
    database.close();
    expect(files()).toEqual(["catalog.db"]);
  });

  it("is left as it is, in every byte, when an upgrade fails half way", async () => {
    await upgradeWith(migrations);
    const before = await readFile(path);
    const broken = withOneMore(
      "CREATE TABLE next (id text);\n--> statement-breakpoint\nINSERT INTO nowhere VALUES (1);",
    );
    await expect(upgradeWith(broken)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Nothing was changed"),
    });
    expect(await readFile(path)).toEqual(before);
    expect(files()).toEqual(["catalog.db"]);
    await upgradeWith(migrations);
  });

  it("is refused in words when it is a newer one's", async () => {
    await upgradeWith(withOneMore("CREATE TABLE next (id text);"));
    await expect(upgradeWith(migrations)).rejects.toMatchObject({
      code: "conflict",
      message: "The data folder was written by a newer Footnote than this one.",
    });
  });

  it("is brought up to date once by several processes that start at once", async () => {
    await upgradeWith(migrations);
    const more = withOneMore("CREATE TABLE next (id text);");
    const results = await Promise.allSettled([upgradeWith(more), upgradeWith(more), upgradeWith(more)]);
    expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
  });
});
