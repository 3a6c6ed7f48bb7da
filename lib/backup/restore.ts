import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FootnoteError } from "../base/errors.ts";
import { copyChecked, type Through } from "./copy.ts";
import { createTarget, ending, type Snapshot } from "./target.ts";

export interface RestoreOptions {
  /** The folder of backups. */
  source: string;
  /** Name of a snapshot, or its beginning; the newest without it. */
  snapshot?: string | undefined;
  decrypt?: Through | undefined;
  dataDir: string;
  /** The catalogue's file, and where an original goes. */
  catalogPath: string;
  pathOf(sha256: string): string;
  onProgress?(done: number, total: number): void;
}

/**
 * Brings a snapshot back into a data folder that holds nothing yet: originals first, each checked, the catalogue last, so that
 * a run that was broken off can be started again. The index is made again when Footnote starts.
 * @throws FootnoteError `not_found`, `conflict` where a catalogue is there already, `damaged_file` that says what is damaged,
 * `bad_request` for an encrypted backup without its identity.
 */
export async function restore(options: RestoreOptions): Promise<Snapshot> {
  const { source, decrypt, dataDir, catalogPath, pathOf, onProgress } = options;
  const target = createTarget(source);
  const chosen = await chooseSnapshot(source, options.snapshot);
  const { encrypted, originals, files } = chosen.manifest;
  requireIdentity(encrypted, decrypt);
  await mkdir(dataDir, { recursive: true });
  if ((await readdir(dataDir)).some((name) => join(dataDir, name) === catalogPath))
    throw new FootnoteError("conflict", "There is a catalogue in the data folder already.", {
      hint: "Set DATA_DIR to an empty folder, or move the old one away first.",
    });
  const through = encrypted ? decrypt : undefined;
  for (const [index, { sha256 }] of originals.entries()) {
    await copyChecked(target.pathOf(sha256, encrypted), pathOf(sha256), { sha256, decrypt: through }).catch(
      whatFailed(`The original ${sha256}`),
    );
    onProgress?.(index + 1, originals.length);
  }
  for (const [name, to] of [
    ["secret", join(dataDir, "secret")],
    ["catalog.db", catalogPath],
  ] as const) {
    const sha256 = files[name] ?? "";
    await copyChecked(join(chosen.folder, name + ending(encrypted)), to, { sha256, decrypt: through }).catch(
      whatFailed(`The snapshot's ${name}`),
    );
  }
  // An index of other documents would be taken for this catalogue's own.
  await rm(join(dataDir, "index"), { recursive: true, force: true });
  return chosen;
}

/** The snapshot of this name, or the newest. @throws FootnoteError `not_found`. */
export async function chooseSnapshot(folder: string, name?: string): Promise<Snapshot> {
  const snapshots = await createTarget(folder).snapshots();
  const chosen = name === undefined ? snapshots.at(-1) : snapshots.find((one) => one.name.startsWith(name));
  if (chosen !== undefined) return chosen;
  throw new FootnoteError("not_found", "There is no finished snapshot of this name in the folder.", {
    hint:
      snapshots.length === 0
        ? "Name the folder that was given to `footnote backup`."
        : `There are: ${snapshots.map((one) => one.name).join(", ")}.`,
  });
}

export function requireIdentity(encrypted: boolean, decrypt: Through | undefined): void {
  if (!encrypted || decrypt !== undefined) return;
  throw new FootnoteError("bad_request", "This backup is encrypted.", {
    hint: "Add --identity FILE with the file that `age-keygen` wrote.",
  });
}

const whatFailed = (what: string) => (error: unknown) => {
  if (!(error instanceof FootnoteError && (error.code === "damaged_file" || error.code === "not_found"))) throw error;
  const how = error.code === "not_found" ? "is missing" : "is damaged";
  throw new FootnoteError("damaged_file", `${what} ${how}.`, {
    hint: "Use another snapshot, or another copy of the folder of backups. `footnote verify FOLDER` lists all faults.",
    cause: error,
  });
};
