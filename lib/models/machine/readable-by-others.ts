import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Entries looked at, at most: enough to say what is wrong. */
const MOST_ENTRIES = 5_000;

/** What anyone may have: it comes with Footnote or from a public place. */
const PUBLIC = new Set(["models", "README.md"]);

/**
 * Files and folders in the data folder that other people of this machine can read or change, as paths; empty where the folder
 * itself is closed to them, since then nothing in it can be reached. Windows has other rights than these: always empty there.
 */
export async function readableByOthers(folder: string): Promise<string[]> {
  if (process.platform === "win32" || !(await isOpen(folder))) return [];
  const open: string[] = [];
  const queue = [folder];
  let seen = 0;
  for (let next = queue.pop(); next !== undefined && seen < MOST_ENTRIES; next = queue.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      seen++;
      const path = join(next, entry.name);
      if (next === folder && PUBLIC.has(entry.name)) continue;
      if (entry.isSymbolicLink() || !(await isOpen(path))) continue;
      open.push(path);
      if (entry.isDirectory()) queue.push(path);
    }
  }
  return open;
}

/** Whether the rights of a file or folder let anyone but its owner in; a file that is gone by now is not open. */
async function isOpen(path: string): Promise<boolean> {
  const status = await lstat(path).catch(() => null);
  return status !== null && (status.mode & 0o077) !== 0;
}
