import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FootnoteError } from "../base/errors.ts";
import { type Catalog, openSnapshot } from "../catalog/index.ts";
import { copyChecked, hashFile, type Through } from "./copy.ts";
import { chooseSnapshot, requireIdentity } from "./restore.ts";
import { createTarget, ending } from "./target.ts";

export interface Verified {
  /** Files whose bytes were read and whose hash was compared. */
  files: number;
  /** What is wrong, a line each. */
  faults: string[];
}

/** Reads every file of a snapshot and compares its hash; has SQLite check the catalogue. */
export async function verifyBackup(
  folder: string,
  { snapshot, decrypt }: { snapshot?: string | undefined; decrypt?: Through | undefined } = {},
): Promise<Verified> {
  const target = createTarget(folder);
  const { manifest, folder: place } = await chooseSnapshot(folder, snapshot);
  requireIdentity(manifest.encrypted, decrypt);
  const through = manifest.encrypted ? decrypt : undefined;
  const faults: string[] = [];
  for (const { sha256 } of manifest.originals)
    faults.push(...(await compare(`original ${sha256}`, target.pathOf(sha256, manifest.encrypted), sha256, through)));
  for (const [name, sha256] of Object.entries(manifest.files))
    faults.push(...(await compare(name, join(place, name + ending(manifest.encrypted)), sha256, through)));
  if (!faults.some((line) => line.startsWith("catalog.db"))) {
    const work = await mkdtemp(join(tmpdir(), "footnote-verify-"));
    try {
      const copy = join(work, "catalog.db");
      await copyChecked(join(place, `catalog.db${ending(manifest.encrypted)}`), copy, { decrypt: through });
      faults.push(...(await checkCatalog(copy)));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return { files: manifest.originals.length + Object.keys(manifest.files).length, faults };
}

/** The same for the data folder that is in use: a snapshot of its catalogue, and each original that it names. */
export async function verifyData({
  catalog,
  originals,
}: {
  catalog: Pick<Catalog, "snapshots">;
  originals: { pathOf(sha256: string): string };
}): Promise<Verified> {
  const work = await mkdtemp(join(tmpdir(), "footnote-verify-"));
  try {
    const copy = join(work, "catalog.db");
    await catalog.snapshots.write(copy);
    const faults = await checkCatalog(copy);
    const opened = await openSnapshot(copy);
    const named = await opened.originals().finally(opened.close);
    for (const { sha256 } of named) {
      const found = await compare(`original ${sha256}`, originals.pathOf(sha256), sha256, undefined);
      // Deleted meanwhile, by someone who may.
      if (found.length > 0 && (await catalog.snapshots.holds(sha256))) faults.push(...found);
    }
    return { files: named.length + 1, faults };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function checkCatalog(path: string): Promise<string[]> {
  const opened = await openSnapshot(path);
  try {
    return (await opened.faults()).map((line) => `catalog.db: ${line}`);
  } finally {
    opened.close();
  }
}

async function compare(what: string, path: string, sha256: string, decrypt: Through | undefined): Promise<string[]> {
  try {
    return (await hashFile(path, decrypt)) === sha256 ? [] : [`${what}: holds other bytes`];
  } catch (error) {
    if (!(error instanceof FootnoteError)) throw error;
    if (error.code === "not_found") return [`${what}: missing`];
    if (error.code === "damaged_file") return [`${what}: cut short or changed`];
    throw error;
  }
}
