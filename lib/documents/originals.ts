import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, link, mkdir, open, readdir, rm, stat, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { FootnoteError } from "../base/errors.ts";
import { type MediaType, mediaTypeOf, sniffLength } from "./media-type.ts";

/** Free space kept for the catalogue and the index, bytes. */
const reserve = 64 * 1024 * 1024;

export interface OriginalsOptions {
  /** The folder; made when missing. */
  dir: string;
  /** Largest file taken, bytes. */
  maxBytes: number;
}

/** An upload whose bytes are on disk, fsynced, under a temporary name. */
export interface Received {
  sha256: string;
  size: number;
  mediaType: MediaType;
  /**
   * Gives the file its name by content. Call it before the SQL row is written and `settle` after: the bytes are there
   * at every moment in between, even if a purge of an equal document removes the named file (catalog `purge`).
   */
  keep(): Promise<void>;
  settle(): Promise<void>;
  /** Removes the temporary file. */
  discard(): Promise<void>;
}

/** Keeps originals by SHA-256. The bytes of a kept file never change. */
export function createOriginals({ dir, maxBytes }: OriginalsOptions) {
  const incoming = join(dir, "incoming");
  const pathOf = (sha256: string) => join(dir, sha256.slice(0, 2), sha256);

  return {
    /**
     * Streams a body to disk with a running SHA-256, then fsyncs it.
     * @param declaredLength what the client announced, bytes, or null.
     * @throws FootnoteError `too_large` (before the body is read to its end), `empty_file`, `incomplete_upload`,
     * `not_supported`, `disk_full`.
     */
    async receive(body: AsyncIterable<Uint8Array>, name: string, declaredLength: number | null): Promise<Received> {
      if (declaredLength !== null && declaredLength > maxBytes) throw tooLarge(name, maxBytes);
      await mkdir(incoming, { recursive: true });
      await refuseWhenFull(dir, declaredLength ?? 0);
      const temporary = join(incoming, randomUUID());
      const discard = () => rm(temporary, { force: true });
      const hash = createHash("sha256");
      let size = 0;
      let head = Buffer.alloc(0);
      let mediaType: MediaType | undefined;
      try {
        const file = await open(temporary, "wx");
        try {
          for await (const piece of body) {
            size += piece.byteLength;
            if (size > maxBytes) throw tooLarge(name, maxBytes);
            if (mediaType === undefined) {
              head = Buffer.concat([head, piece.subarray(0, sniffLength)]);
              if (head.length >= sniffLength) mediaType = mediaTypeOf(head, name);
            }
            hash.update(piece);
            await file.writeFile(piece);
          }
          if (declaredLength !== null && size < declaredLength) throw incomplete(name, size, declaredLength);
          if (size === 0) {
            throw new FootnoteError("empty_file", `“${name}” is empty.`, {
              hint: "Check the file and upload it again.",
            });
          }
          mediaType ??= mediaTypeOf(head, name);
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (error) {
        await discard();
        throw asUploadError(error, name, size, declaredLength);
      }
      const sha256 = hash.digest("hex");
      const path = pathOf(sha256);
      const place = async () => {
        try {
          await mkdir(join(dir, sha256.slice(0, 2)), { recursive: true });
          await link(temporary, path);
          await syncFolder(join(dir, sha256.slice(0, 2)));
        } catch (error) {
          if (!isErrno(error, "EEXIST")) throw asUploadError(error, name, size, declaredLength);
        }
      };
      return {
        sha256,
        size,
        mediaType,
        keep: place,
        settle: async () => {
          await place();
          await discard();
        },
        discard,
      };
    },

    pathOf,

    /** Opens a kept original, whole or a byte range (`end` inclusive). @throws FootnoteError `not_found`. */
    async read(sha256: string, range?: { start: number; end: number }): Promise<{ size: number; stream: Readable }> {
      const path = pathOf(sha256);
      try {
        const { size } = await stat(path);
        return { size, stream: createReadStream(path, range) };
      } catch (cause) {
        throw new FootnoteError("not_found", "The original of this document is not on disk.", {
          hint: "Restore data/originals from the backup.",
          cause,
        });
      }
    },

    async has(sha256: string): Promise<boolean> {
      return access(pathOf(sha256)).then(
        () => true,
        () => false,
      );
    },

    async remove(sha256: string): Promise<void> {
      await unlink(pathOf(sha256)).catch((error) => {
        if (!isErrno(error, "ENOENT")) throw error;
      });
    },

    /** Removes what interrupted uploads left behind. Only at start, before uploads are taken. */
    async removeLeftovers(): Promise<number> {
      const names = await readdir(incoming).catch(() => []);
      await Promise.all(names.map((name) => rm(join(incoming, name), { force: true })));
      return names.length;
    },
  };
}

export type Originals = ReturnType<typeof createOriginals>;

async function refuseWhenFull(dir: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  if (bavail * bsize < needed + Math.min(reserve, needed)) throw diskFull();
}

/** A rename or link is durable once its folder is fsynced. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function asUploadError(error: unknown, name: string, size: number, declaredLength: number | null): unknown {
  if (error instanceof FootnoteError) return error;
  if (isErrno(error, "ENOSPC") || isErrno(error, "EDQUOT")) return diskFull();
  if (isErrno(error, "ECONNRESET") || (error instanceof Error && error.name === "AbortError")) {
    return incomplete(name, size, declaredLength);
  }
  return error;
}

function tooLarge(name: string, maxBytes: number): FootnoteError {
  return new FootnoteError("too_large", `“${name}” is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`, {
    hint: "Split the file, or raise MAX_UPLOAD_MB.",
  });
}

function incomplete(name: string, size: number, declared: number | null): FootnoteError {
  const amount = declared === null ? `${size} bytes` : `${size} of ${declared} bytes`;
  return new FootnoteError("incomplete_upload", `Only ${amount} of “${name}” arrived.`, {
    hint: "The connection broke. Upload the file again.",
  });
}

function diskFull(): FootnoteError {
  return new FootnoteError("disk_full", "There is no room left on the disk that keeps the documents.", {
    hint: "Free some space where DATA_DIR is, then upload again. Nothing that was there is lost.",
  });
}
