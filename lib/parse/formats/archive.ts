import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { FootnoteError } from "../../base/errors.ts";
import { damaged, passwordProtected, tooLarge } from "./failures.ts";

/** Entries of one archive. */
const MAX_ENTRIES = 20_000;
/** Bytes of one entry and of all that is taken out of one archive, unpacked. */
const MAX_ENTRY = 160 * 1_048_576;
const MAX_TOTAL = 400 * 1_048_576;

/** A ZIP file, as office documents are. Nothing is unpacked but what is asked for, and no more than the limits. */
export interface Archive {
  /** Names of its files in the order of its directory, folders left out. */
  names: string[];
  has(name: string): boolean;
  /** @throws FootnoteError `damaged_file` where it is missing. */
  bytes(name: string): Promise<Buffer>;
  /** A file's bytes piece by piece, for what may be too large to hold. */
  stream(name: string, onPiece: (piece: Buffer) => void): Promise<void>;
}

/**
 * Opens a ZIP file.
 * @param what how messages name it: "This Word document"
 * @throws FootnoteError `damaged_file`, `too_large`, `password_protected`
 */
export async function openArchive(bytes: Buffer, what: string): Promise<Archive> {
  const { file, entries } = await list(bytes, what);
  let total = 0;

  async function stream(name: string, onPiece: (piece: Buffer) => void): Promise<void> {
    const entry = entries.get(name);
    if (entry === undefined) throw damaged(what);
    if (entry.isEncrypted()) throw passwordProtected(what);
    // What its directory says is held to while it is unpacked.
    if (entry.uncompressedSize > MAX_ENTRY) throw unpacksTo(what, MAX_ENTRY);
    const source = await file.openReadStreamPromise(entry).catch(() => Promise.reject(damaged(what)));
    let size = 0;
    // What the caller does with a piece may fail in its own words; an error of the stream is one of the file.
    let ours: unknown = null;
    try {
      for await (const piece of source) {
        size += piece.length;
        total += piece.length;
        try {
          if (size > MAX_ENTRY) throw unpacksTo(what, MAX_ENTRY);
          if (total > MAX_TOTAL) throw unpacksTo(what, MAX_TOTAL);
          onPiece(piece);
        } catch (error) {
          ours = error;
          throw error;
        }
      }
    } catch {
      throw ours ?? damaged(what);
    }
  }

  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    stream,
    async bytes(name) {
      const pieces: Buffer[] = [];
      await stream(name, (piece) => pieces.push(piece));
      return Buffer.concat(pieces);
    },
  };
}

function unpacksTo(what: string, bytes: number): FootnoteError {
  return tooLarge(`${what} unpacks to more than ${bytes / 1_048_576} MB.`);
}

async function list(bytes: Buffer, what: string): Promise<{ file: ZipFile; entries: Map<string, Entry> }> {
  const entries = new Map<string, Entry>();
  try {
    const file = await fromBufferPromise(bytes, { lazyEntries: true, autoClose: false });
    if (file.entryCount > MAX_ENTRIES) throw tooLarge(`${what} holds more than ${MAX_ENTRIES} files.`);
    for await (const entry of file.eachEntry()) if (!entry.fileName.endsWith("/")) entries.set(entry.fileName, entry);
    return { file, entries };
  } catch (error) {
    throw error instanceof FootnoteError ? error : damaged(what);
  }
}
