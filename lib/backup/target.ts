import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { FootnoteError } from "../base/errors.ts";

/**
 * A folder of backups:
 *
 *     originals/ab/ab12…           each file once, named by the SHA-256 of what it holds (with .age where encrypted)
 *     snapshots/2026-…/manifest.json, catalog.db, secret
 *
 * A snapshot counts from the moment its manifest is there, which is written last.
 */
const manifest = z.object({
  format: z.literal(1),
  footnote: z.string(),
  createdAt: z.string(),
  encrypted: z.boolean(),
  /** SHA-256 of each file of the snapshot, before encryption. */
  files: z.record(z.string(), z.string()),
  documents: z.number(),
  conversations: z.number(),
  originals: z.array(z.object({ sha256: z.string(), bytes: z.number() })),
});
export type Manifest = z.infer<typeof manifest>;

export interface Snapshot {
  name: string;
  folder: string;
  manifest: Manifest;
}

export const ending = (encrypted: boolean) => (encrypted ? ".age" : "");

export function createTarget(folder: string) {
  const snapshotsFolder = join(folder, "snapshots");
  const pathOf = (sha256: string, encrypted: boolean) =>
    join(folder, "originals", sha256.slice(0, 2), sha256 + ending(encrypted));

  return {
    folder,
    pathOf,

    /** Finished snapshots, oldest first. @throws FootnoteError `damaged_file` for a manifest that cannot be read. */
    async snapshots(): Promise<Snapshot[]> {
      const names = (await readdir(snapshotsFolder).catch(() => [])).sort();
      const found: Snapshot[] = [];
      for (const name of names) {
        const path = join(snapshotsFolder, name);
        const text = await readFile(join(path, "manifest.json"), "utf8").catch(() => null);
        if (text !== null) found.push({ name, folder: path, manifest: readManifest(text, name) });
      }
      return found;
    },

    /** A new folder for the files of a snapshot that is being made. */
    async begin(at: Date): Promise<string> {
      const path = join(snapshotsFolder, `${at.toISOString().replaceAll(":", "-")}-${randomUUID().slice(0, 8)}`);
      await mkdir(path, { recursive: true });
      return path;
    },

    /** Makes the snapshot count. */
    async finish(path: string, content: Manifest): Promise<void> {
      const temporary = join(path, "manifest.json.part");
      const file = await open(temporary, "w");
      try {
        await file.writeFile(JSON.stringify(content, null, 1));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(path, "manifest.json"));
    },

    /**
     * Deletes all but the newest `keep` snapshots, unfinished ones, and every file that no snapshot names any more: what was
     * deleted in Footnote is gone from here once the last snapshot that held it is. Returns how many files were deleted.
     */
    async prune(keep: number): Promise<number> {
      const finished = await this.snapshots();
      const kept = finished.slice(-Math.max(1, keep));
      const names = new Set(kept.map(({ name }) => name));
      for (const name of await readdir(snapshotsFolder))
        if (!names.has(name)) await rm(join(snapshotsFolder, name), { recursive: true, force: true });
      const wanted = new Set(
        kept.flatMap(({ manifest: { encrypted, originals } }) =>
          originals.map(({ sha256 }) => sha256 + ending(encrypted)),
        ),
      );
      let deleted = 0;
      for (const shelf of await readdir(join(folder, "originals")).catch(() => [])) {
        for (const name of await readdir(join(folder, "originals", shelf))) {
          if (wanted.has(name)) continue;
          await rm(join(folder, "originals", shelf, name), { force: true });
          deleted += 1;
        }
      }
      return deleted;
    },

    /** Runs alone in this folder. @throws FootnoteError `conflict` while another backup runs. */
    async alone<T>(work: () => Promise<T>): Promise<T> {
      await mkdir(snapshotsFolder, { recursive: true });
      const lock = join(folder, "backup.lock");
      const mine = JSON.stringify({ pid: process.pid, host: hostname() });
      const take = () => writeFile(lock, mine, { flag: "wx" });
      try {
        await take().catch(async (error) => {
          if (!(await isLeftOver(lock))) throw error;
          await rm(lock, { force: true });
          await take();
        });
      } catch (cause) {
        if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
        throw new FootnoteError("conflict", "Another backup is running in this folder.", {
          hint: `Wait for it to end. If none runs, delete ${lock}.`,
          cause,
        });
      }
      try {
        return await work();
      } finally {
        await rm(lock, { force: true });
      }
    },
  };
}

export type Target = ReturnType<typeof createTarget>;

/** Whether who took the lock ran on this machine and runs no more. */
async function isLeftOver(lock: string): Promise<boolean> {
  try {
    const { pid, host } = JSON.parse(await readFile(lock, "utf8"));
    if (host !== hostname() || pid === process.pid) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof SyntaxError || (error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function readManifest(text: string, name: string): Manifest {
  try {
    return manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new FootnoteError("damaged_file", `The manifest of the snapshot ${name} cannot be read.`, {
      hint: "Move this snapshot's folder away and use another one, or a Footnote that is as new as the one that made it.",
      cause,
    });
  }
}
