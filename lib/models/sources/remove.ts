import { lstat, readdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FootnoteError } from "../../base/errors.ts";
import type { CatalogueEntry, ModelFile } from "../catalogue/entry.ts";

import { forgetLock, type LockRecord, readLock } from "./lock-file.ts";
import { findModelFile } from "./verify.ts";

/** Whether Footnote itself fetched a file. Older lock files do not say; what was pinned as first seen may be a person's. */
export function isFetched(record: LockRecord | undefined): boolean {
  return record !== undefined && (record.fetched ?? record.pinnedBy !== "first-use");
}

/**
 * Deletes what Footnote put into the models folder for a model: files that it fetched, interrupted downloads, and links to
 * files elsewhere. A file that a person put there or named by its path stays.
 * @returns the files that stay, relative to the models folder.
 */
export async function removeModelFiles(folder: string, entry: CatalogueEntry): Promise<string[]> {
  const own = join(folder, entry.id);
  const lock = await readLock(folder);
  // A folder that is a link: its files are elsewhere, and only the link is taken away.
  if (await isSymbolicLink(own)) await unlink(own);
  else {
    for (const file of entry.files) {
      const path = join(own, file.path);
      if ((await isLink(path)) || isFetched(lock[`${entry.id}/${file.path}`])) await rm(path, { force: true });
      await removeParts(path);
    }
    const folders = new Set(entry.files.map((file) => dirname(join(own, file.path))));
    for (const empty of [...folders, own]) await rmdir(empty).catch(() => undefined); // not empty, or not there
  }
  const left = await Promise.all(entry.files.map((file) => findModelFile(folder, entry, file)));
  await forgetLock(folder, entry.id).catch(() => undefined); // nothing was remembered in a read-only folder
  return left.flatMap((path) => (path === null ? [] : [path.slice(folder.length + 1)]));
}

/** Makes room for a whole copy of a damaged file: deletes what Footnote fetched or linked, moves aside what it did not. */
export async function makeRoomFor(
  folder: string,
  entry: CatalogueEntry,
  file: ModelFile,
  path: string,
): Promise<"deleted" | "set aside"> {
  const fetched =
    path.startsWith(join(folder, entry.id)) && isFetched((await readLock(folder))[`${entry.id}/${file.path}`]);
  if (fetched || (await isLink(path))) {
    await rm(path);
    return "deleted";
  }
  await rename(path, `${path}.damaged`);
  return "set aside";
}

/** The error for files that Footnote did not fetch and therefore does not delete. */
export function putThereByHand({ title }: CatalogueEntry, files: readonly string[]): FootnoteError {
  return new FootnoteError("conflict", `${title} was put there by hand: Footnote deletes only what it fetched.`, {
    hint: `Delete it yourself from MODELS_DIR (data/models unless set): ${files.join(", ")}`,
  });
}

async function removeParts(target: string): Promise<void> {
  const names = await readdir(dirname(target)).catch(() => []);
  const parts = names.filter((name) => name.startsWith(`${basename(target)}.`) && name.endsWith(".part"));
  for (const name of parts) await rm(join(dirname(target), name), { force: true });
}

const isSymbolicLink = (path: string) =>
  lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );

/** A symbolic link, or one of several names of the same file: taking it away loses nothing. */
const isLink = (path: string) =>
  lstat(path).then(
    (entry) => entry.isSymbolicLink() || (entry.isFile() && entry.nlink > 1),
    () => false,
  );
