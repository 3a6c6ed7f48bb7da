import { rm, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { FootnoteError } from "../base/errors.ts";
import { type Catalog, openSnapshot } from "../catalog/index.ts";
import { copyChecked, type Through } from "./copy.ts";
import { createTarget, ending, type Manifest, type Target } from "./target.ts";

export interface BackupOptions {
  catalog: Pick<Catalog, "snapshots">;
  originals: { pathOf(sha256: string): string };
  dataDir: string;
  /** The folder of backups; made when missing. */
  target: string;
  /** Snapshots that stay. */
  keep: number;
  encrypt?: Through | undefined;
  version: string;
  onProgress?(done: number, total: number): void;
}

export interface BackupOutcome {
  snapshot: string;
  manifest: Manifest;
  /** Files that were not in the folder yet. */
  copied: number;
  /** SHA-256 of originals that could not be saved, since they are missing or hold other bytes. */
  damaged: string[];
  /** Files of earlier snapshots that are needed no more. */
  deleted: number;
}

/** The catalogue is copied anew when a document is deleted while its file is to be copied, this often at most. */
const TRIES = 5;

/**
 * Saves the catalogue as it is at one moment, then every original that it names and that is not there yet. Footnote may run
 * meanwhile. The index and the models are left out: they are made or fetched again.
 * @throws FootnoteError `bad_request` for a folder inside the data folder, `conflict`, `disk_full`, `forbidden`.
 */
export async function backUp(options: BackupOptions): Promise<BackupOutcome> {
  const inside = relative(resolve(options.dataDir), resolve(options.target));
  if (inside === "" || !(inside.startsWith("..") || resolve(inside) === inside))
    throw new FootnoteError("bad_request", "A backup inside the data folder would be lost with it.", {
      hint: "Name a folder elsewhere, best on another disk.",
    });
  const target = createTarget(options.target);
  return target.alone(async () => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await snapshot(options, target, attempt === TRIES);
      if (outcome !== null) return { ...outcome, deleted: await target.prune(options.keep) };
    }
  });
}

/** Null when a document went away between the catalogue's copy and its file's, so that the copy holds too much. */
async function snapshot(options: BackupOptions, target: Target, last: boolean) {
  const { catalog, dataDir, encrypt, version, onProgress } = options;
  const createdAt = new Date();
  const folder = await target.begin(createdAt);
  const plain = join(folder, "catalog.plain");
  try {
    await catalog.snapshots.write(plain);
    const opened = await openSnapshot(plain);
    const { originals, counts } = await Promise.all([opened.originals(), opened.counts()])
      .then(([originals, counts]) => ({ originals, counts }))
      .finally(opened.close);
    const damaged: string[] = [];
    let copied = 0;
    for (const [index, { sha256 }] of originals.entries()) {
      const to = target.pathOf(sha256, encrypt !== undefined);
      if (!(await exists(to))) {
        try {
          await copyChecked(options.originals.pathOf(sha256), to, { sha256, encrypt });
          copied += 1;
        } catch (error) {
          if (!(error instanceof FootnoteError && (error.code === "not_found" || error.code === "damaged_file")))
            throw error;
          if (error.code === "not_found" && !last && !(await catalog.snapshots.holds(sha256))) {
            await rm(folder, { recursive: true, force: true });
            return null;
          }
          damaged.push(sha256);
        }
      }
      onProgress?.(index + 1, originals.length);
    }
    const save = (from: string, name: string) =>
      copyChecked(from, join(folder, name + ending(encrypt !== undefined)), { encrypt });
    const files = {
      "catalog.db": await save(plain, "catalog.db"),
      secret: await save(join(dataDir, "secret"), "secret"),
    };
    await rm(plain);
    const manifest: Manifest = {
      format: 1,
      footnote: version,
      createdAt: createdAt.toISOString(),
      encrypted: encrypt !== undefined,
      files,
      ...counts,
      originals: originals.filter(({ sha256 }) => !damaged.includes(sha256)),
    };
    await target.finish(folder, manifest);
    return { snapshot: folder, manifest, copied, damaged };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
