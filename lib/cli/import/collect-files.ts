import { constants, type Dirent } from "node:fs";
import { access, open, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { asFootnoteError } from "../../base/errors.ts";
import { mediaTypeOf, sniffLength } from "../../documents/index.ts";

/** Why a file is not sent. */
export type LeftReason =
  | "absent"
  | "hidden"
  | "unread_kind"
  | "empty"
  | "unreadable"
  | "link"
  | "too_large"
  | "special"
  | "nothing_inside";

/** A file or folder that is not sent. */
export interface Left {
  path: string;
  reason: LeftReason;
  /** It was named outright, not found in a folder. */
  asked: boolean;
}

export interface Collected {
  files: string[];
  left: Left[];
}

/**
 * The files to send: each one named outright, whatever it is called or holds, and in folders each one of a kind that is
 * read. Links in folders are not followed, so that no circle is walked and nothing outside is sent.
 * @param maxBytes files of folders that are larger are left
 */
export async function collectFiles(paths: readonly string[], maxBytes: number): Promise<Collected> {
  const files = new Map<string, string>();
  const left = new Map<string, Left>();
  const leave = (path: string, reason: LeftReason, asked = false) => left.set(resolve(path), { path, reason, asked });

  async function walk(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
    if (entries === null) return void leave(`${folder}/`, "unreadable");
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".")) leave(entry.isDirectory() ? `${path}/` : path, "hidden");
      else if (entry.isDirectory()) await walk(path);
      else {
        const reason = await reasonToLeave(path, entry, maxBytes);
        if (reason === null) files.set(resolve(path), path);
        else leave(path, reason);
      }
    }
  }

  for (const path of paths) {
    const found = await stat(path).catch((error: unknown) => (isAbsent(error) ? "absent" : "unreadable"));
    if (found === "absent" || found === "unreadable") leave(path, found, true);
    else if (found.isFile()) files.set(resolve(path), path);
    else if (found.isDirectory()) {
      const before = files.size;
      await walk(path);
      if (files.size === before) leave(path, "nothing_inside", true);
    } else leave(path, "special", true);
  }
  // What one path leaves out and another names outright is sent.
  for (const path of files.keys()) left.delete(path);
  return { files: [...files.values()], left: [...left.values()] };
}

async function reasonToLeave(path: string, entry: Dirent, maxBytes: number): Promise<LeftReason | null> {
  if (entry.isSymbolicLink()) return "link";
  if (!entry.isFile()) return "special";
  const readable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
  if (!readable) return "unreadable";
  const { size } = await stat(path);
  if (size === 0) return "empty";
  if (!(await isReadKind(path, entry.name))) return "unread_kind";
  return size > maxBytes ? "too_large" : null;
}

/** Whether the server would read it, by the same look at its first bytes. */
async function isReadKind(path: string, name: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffLength), 0, sniffLength, 0);
    mediaTypeOf(buffer.subarray(0, bytesRead), name);
    return true;
  } catch (error) {
    if (asFootnoteError(error).code === "not_supported") return false;
    throw error;
  } finally {
    await file.close();
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
