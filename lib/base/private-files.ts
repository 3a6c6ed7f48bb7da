import { chmodSync, mkdirSync } from "node:fs";

/**
 * From here on this process, and those that it starts, make files and folders that only their owner can open: documents,
 * answers and secrets are not for other people of the machine. The first thing that each process does.
 */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}

/**
 * Makes the folder where data is kept, closed to everyone but its owner; one from an earlier version is closed too, unless it
 * belongs to someone else: then `footnote doctor` says so.
 */
export function openPrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    chmodSync(folder, 0o700);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) throw error;
  }
}
