import { chmodSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { keepFilesPrivate, openPrivateFolder } from "../../lib/base/private-files.ts";
import { openDatabase } from "../../lib/catalog/database.ts";
import { readableByOthers } from "../../lib/models/machine/readable-by-others.ts";

const before = process.umask();
afterEach(() => process.umask(before));
const folder = () => mkdtempSync(join(tmpdir(), "footnote-private-"));
const rights = (path: string) => statSync(path).mode & 0o777;

describe.skipIf(process.platform === "win32")("files of the data folder (skipped where Windows keeps them)", () => {
  it("can be opened by their owner alone, those that native code writes too", async () => {
    process.umask(0o022);
    const data = join(folder(), "data");
    keepFilesPrivate();
    openPrivateFolder(data);
    writeFileSync(join(data, "secret"), "x");
    const database = await openDatabase({ url: `file:${join(data, "footnote.db")}` });
    await database.migrate("lib/catalog/migrations");
    expect(await readdir(data)).toContain("footnote.db-wal");
    for (const entry of await readdir(data, { recursive: true }))
      expect(rights(join(data, entry)) & 0o077, entry).toBe(0);
    expect(rights(data)).toBe(0o700);
    database.close();
  });

  it("of an earlier version are closed by the folder around them", async () => {
    process.umask(0o022);
    const data = folder();
    chmodSync(data, 0o755);
    writeFileSync(join(data, "footnote.db"), "x");
    mkdirSync(join(data, "originals"));
    writeFileSync(join(data, "originals", "ab"), "x");
    mkdirSync(join(data, "models"));
    expect((await readableByOthers(data)).sort()).toEqual(
      ["footnote.db", "originals", "originals/ab"].map((name) => join(data, name)),
    );
    openPrivateFolder(data);
    expect(await readableByOthers(data)).toEqual([]);
  });

  it("are private in every program that Footnote starts", async () => {
    const programs = (await readdir("lib/processes")).filter((name) => name.endsWith(".ts"));
    for (const path of [...programs.map((name) => join("lib/processes", name)), "lib/cli/index.ts"])
      expect(await readFile(path, "utf8"), path).toMatch(/^keepFilesPrivate\(\);$/m);
  });
});
