import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Decrypter, Encrypter } from "age-encryption";
import { FootnoteError } from "../base/errors.ts";

/** Changes bytes on their way: encrypts or decrypts them. */
export type Through = (bytes: ReadableStream<Uint8Array>) => Promise<ReadableStream<Uint8Array>>;

/** Encrypts to an age recipient (`age1…`). @throws FootnoteError `bad_request`. */
export function encryptTo(recipient: string): Through {
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch (cause) {
    throw new FootnoteError("bad_request", "This is no recipient that age knows.", {
      hint: "Make a pair of keys with `age-keygen` and give the public one, which begins with age1.",
      cause,
    });
  }
  return async (bytes) => encrypter.encrypt(bytes);
}

/** Decrypts with the identities of a file as `age-keygen` writes it. @throws FootnoteError `bad_request`. */
export async function decryptWith(identityFile: string): Promise<Through> {
  const decrypter = new Decrypter();
  try {
    const lines = (await readFile(identityFile, "utf8")).split("\n").map((line) => line.trim());
    for (const line of lines) if (line !== "" && !line.startsWith("#")) decrypter.addIdentity(line);
  } catch (cause) {
    throw new FootnoteError("bad_request", "The file of identities cannot be read.", {
      hint: "Give the file that `age-keygen` wrote when the pair of keys was made.",
      cause,
    });
  }
  return async (bytes) => {
    try {
      return await decrypter.decrypt(bytes);
    } catch (cause) {
      throw new FootnoteError("bad_request", "The backup cannot be decrypted with this identity.", {
        hint: "Give the identity that belongs to the recipient of this backup.",
        cause,
      });
    }
  };
}

export interface CopyOptions {
  /** Of the bytes before encryption, in hexadecimal; the copy is given up where they are others. */
  sha256?: string;
  encrypt?: Through | undefined;
  decrypt?: Through | undefined;
}

/**
 * Copies a file under a temporary name, with its hash checked on the way, fsyncs it and gives it its name; what was under
 * the name is replaced. Returns the SHA-256 of the bytes before encryption.
 * @throws FootnoteError `damaged_file` for bytes of another hash, `not_found`, `disk_full`.
 */
export async function copyChecked(from: string, to: string, { sha256, encrypt, decrypt }: CopyOptions) {
  await mkdir(dirname(to), { recursive: true });
  const temporary = `${to}.${randomUUID().slice(0, 8)}.part`;
  const hash = createHash("sha256");
  try {
    let bytes = await openBytes(from, decrypt);
    bytes = bytes.pipeThrough(
      new TransformStream({
        transform(piece, controller) {
          hash.update(piece);
          controller.enqueue(piece);
        },
      }),
    );
    if (encrypt !== undefined) bytes = await encrypt(bytes);
    await pipeline(Readable.fromWeb(bytes as never), createWriteStream(temporary, { flags: "wx" }));
    const found = hash.digest("hex");
    if (sha256 !== undefined && found !== sha256) throw damaged();
    const file = await open(temporary, "r+");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, to);
    return found;
  } catch (error) {
    await rm(temporary, { force: true });
    throw asCopyError(error);
  }
}

/** The SHA-256 of a file's bytes, decrypted where they are encrypted. @throws FootnoteError `not_found`, `damaged_file`. */
export async function hashFile(path: string, decrypt?: Through): Promise<string> {
  const hash = createHash("sha256");
  try {
    const bytes = await openBytes(path, decrypt);
    await bytes.pipeTo(new WritableStream({ write: (piece) => void hash.update(piece) }));
  } catch (error) {
    throw asCopyError(error);
  }
  return hash.digest("hex");
}

async function openBytes(path: string, decrypt: Through | undefined): Promise<ReadableStream<Uint8Array>> {
  const bytes = Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>;
  return decrypt === undefined ? bytes : decrypt(bytes);
}

function asCopyError(error: unknown): unknown {
  if (error instanceof FootnoteError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return new FootnoteError("not_found", "A file is not there.", { cause: error });
  if (code === "ENOSPC" || code === "EDQUOT")
    return new FootnoteError("disk_full", "There is no room left where the copy goes.", {
      hint: "Free some space and run the same command again; what was copied is kept.",
      cause: error,
    });
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new FootnoteError("forbidden", "A file or folder may not be read or written.", {
      hint: "Run the command as the person who owns both folders.",
      cause: error,
    });
  if (code !== undefined) return error;
  // age says by plain errors that a stream was cut short or changed.
  return new FootnoteError("damaged_file", "A file of the backup is cut short or was changed.", { cause: error });
}

const damaged = () => new FootnoteError("damaged_file", "A file holds other bytes than its name says.");
