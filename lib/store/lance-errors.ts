import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { FootnoteError } from "../base/errors.ts";

/**
 * LanceDB's errors carry no codes, only texts. These are the texts of 0.39 for tables that were damaged on purpose: manifests
 * and data files emptied, cut in half, overwritten or deleted (test/contracts/chunk-store.test.ts does it again).
 */
const DAMAGE = [
  /\bnot found\b/i,
  /exists but could not be loaded/i,
  /for object of size/i,
  /file size is too small/i,
  /failed to fill whole buffer/i,
  /does not appear to be a Lance file|invalid magic/i,
  /invalid seek/i,
  /failed to decode Protobuf|corrupt/i,
];

/** What passes, or what someone can mend without losing the index: it wins over what looks like damage beside it. */
const PASSING = [
  /permission denied|PermissionDenied|AccessDenied|Unauthenticated|Unauthorized|Forbidden|InvalidAccessKeyId/i,
  /\b(?:EACCES|EPERM|EBUSY|EMFILE|ENFILE|ENOSPC|EDQUOT|EIO|ESTALE|EROFS|ETIMEDOUT|ECONN\w+)\b/,
  /too many open files|no space left|resource busy|input\/output error|read-only file system|stale file handle/i,
  /timed? ?out|timeout|connection|connect error|dns error|RetryError|error sending request|Service ?Unavailable|SlowDown/i,
];

export function looksDamaged(error: unknown): boolean {
  return matches(error, DAMAGE) && !looksPassing(error);
}

export function looksPassing(error: unknown): boolean {
  return matches(error, PASSING);
}

function matches(error: unknown, patterns: RegExp[]): boolean {
  const text = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error);
  return patterns.some((pattern) => pattern.test(text));
}

/**
 * Opens every file of a table's folder. LanceDB says "not found" of some files that it may not read, so that its word alone
 * proves nothing. @throws what the file system says (EACCES, EMFILE, EIO, …); a file that vanishes meanwhile is none.
 */
export async function requireReadable(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    let file: FileHandle | undefined;
    try {
      file = await open(join(entry.parentPath, entry.name), "r");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    } finally {
      await file?.close();
    }
  }
}

/** As the other rooms meet it: `index_damaged`, or for anything that is not proven to be damage, `index_unavailable`. */
export function asIndexError(error: unknown): FootnoteError {
  if (error instanceof FootnoteError) return error;
  if (looksDamaged(error)) {
    return new FootnoteError("index_damaged", "The index could not be read.", {
      hint: "Restart Footnote: a broken index is put aside and built again from the documents.",
      cause: error,
    });
  }
  return new FootnoteError("index_unavailable", "The index cannot be reached right now.", {
    hint: "Try again in a moment. If it stays so, look whether Footnote may read and write where the index is kept.",
    cause: error,
  });
}
