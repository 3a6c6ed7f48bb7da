import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { FootnoteError } from "../../base/errors.ts";
import { createMeter, formatBytes, type OnProgress } from "./progress.ts";

export interface DownloadOptions {
  url: string;
  /** Where the whole file goes; until then it is beside it as `.part`. */
  target: string;
  /** Name to show. */
  name: string;
  bytes: number | null;
  /** Checksum to hold it against; `git` is the SHA-1 that git gives a file of this content. */
  checksum: { kind: "sha256" | "git"; hex: string } | null;
  onProgress: OnProgress;
  signal?: AbortSignal;
  /** Waits between tries, ms; doubled each time without progress. */
  retryDelayMs?: number;
}

/** Tries in a row without a single new byte. */
const triesWithoutProgress = 6;
/** A connection silent for longer is given up and resumed, ms. */
const silenceMs = 30_000;
/** Room to leave on the disk, bytes. */
const spareBytes = 256 * 1024 * 1024;

/**
 * Downloads a file: resumes by Range after an interruption (also one of the process: the `.part` stays), checks size and
 * checksum, then fsync and rename. An abort keeps the part, so it is a pause.
 * @returns the SHA-256 and size of the file.
 * @throws FootnoteError `download_failed` (a wrong checksum is deleted first), `disk_full`.
 */
export async function download(options: DownloadOptions): Promise<{ sha256: string; bytes: number }> {
  const part = `${options.target}.${options.checksum?.hex.slice(0, 12) ?? "new"}.part`;
  await mkdir(dirname(options.target), { recursive: true });
  const have = await sizeOf(part);
  await checkSpace(dirname(options.target), (options.bytes ?? 0) - have, options.name);
  const file = await open(part, "a");
  try {
    const transfer = await createTransfer(file, part, have, options);
    await receiveAll(transfer, options);
    if (options.bytes !== null && transfer.bytes !== options.bytes) throw wrong(options.name, "size");
    const sha256 = transfer.sha256.digest("hex");
    if (options.checksum !== null && !matches(options.checksum, sha256, transfer))
      throw wrong(options.name, "checksum");
    await file.sync();
    await file.close();
    await rename(part, options.target);
    return { sha256, bytes: transfer.bytes };
  } catch (error) {
    await file.close();
    if (error instanceof WrongFile) await rm(part, { force: true });
    throw error;
  }
}

/** The received file is not the one that was asked for; it has been deleted. */
export class WrongFile extends FootnoteError {}

interface Transfer {
  file: FileHandle;
  bytes: number;
  sha256: Hash;
  git: Hash | null;
}

/** Starts the checksums with what an earlier try left. */
async function createTransfer(
  file: FileHandle,
  part: string,
  have: number,
  options: DownloadOptions,
): Promise<Transfer> {
  const transfer: Transfer = { file, bytes: 0, sha256: createHash("sha256"), git: null };
  reset(transfer, options);
  if (have === 0) return transfer;
  if (options.checksum === null || (options.bytes !== null && have > options.bytes)) {
    await file.truncate(0); // nothing says that this is a beginning of the same file
    return transfer;
  }
  for await (const chunk of createReadStream(part)) take(transfer, chunk);
  return transfer;
}

function reset(transfer: Transfer, { bytes, checksum }: DownloadOptions): void {
  transfer.bytes = 0;
  transfer.sha256 = createHash("sha256");
  transfer.git = checksum?.kind === "git" && bytes !== null ? createHash("sha1").update(`blob ${bytes}\0`) : null;
}

function take(transfer: Transfer, chunk: Uint8Array): void {
  transfer.bytes += chunk.byteLength;
  transfer.sha256.update(chunk);
  transfer.git?.update(chunk);
}

async function receiveAll(transfer: Transfer, options: DownloadOptions): Promise<void> {
  const meter = createMeter(options.name, options.bytes, options.onProgress);
  let fruitless = 0;
  for (;;) {
    const before = transfer.bytes;
    try {
      if (await receive(transfer, options, meter)) return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof FootnoteError) throw error;
      if (isDiskFull(error)) throw diskFull(options.name, options.bytes ?? transfer.bytes);
    }
    fruitless = transfer.bytes > before ? 0 : fruitless + 1;
    if (fruitless >= triesWithoutProgress) {
      throw new FootnoteError("download_failed", `The download of ${options.name} does not go on.`, {
        hint: `${formatBytes(transfer.bytes)} are kept. Start again to go on from there.`,
      });
    }
    await pause((options.retryDelayMs ?? 500) * 2 ** fruitless, options.signal);
  }
}

/** One connection; true when the file is complete. */
async function receive(transfer: Transfer, options: DownloadOptions, meter: (bytes: number) => void): Promise<boolean> {
  if (options.bytes !== null && transfer.bytes === options.bytes && transfer.bytes > 0) return true;
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const response = await fetch(options.url, {
      headers: transfer.bytes > 0 ? { range: `bytes=${transfer.bytes}-` } : {},
      signal: options.signal ? AbortSignal.any([options.signal, silence.signal]) : silence.signal,
    });
    if (response.status === 416 || (response.status === 200 && transfer.bytes > 0)) {
      await transfer.file.truncate(0);
      reset(transfer, options);
      if (response.status === 416) return false;
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      if (response.status >= 500 || response.status === 429) return false;
      throw new FootnoteError("download_failed", `${options.name} cannot be downloaded (HTTP ${response.status}).`, {
        hint: "Check HF_ENDPOINT, or put the file into MODELS_DIR by hand.",
      });
    }
    const length = Number(response.headers.get("content-length"));
    const expected = options.bytes ?? (length > 0 ? transfer.bytes + length : null);
    const reader = response.body.getReader();
    for (;;) {
      const { done, value: chunk } = await reader.read();
      if (done) break;
      await transfer.file.write(chunk);
      take(transfer, chunk);
      meter(transfer.bytes);
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
    }
    return expected === null || transfer.bytes >= expected;
  } finally {
    clearTimeout(timer);
  }
}

function matches(checksum: NonNullable<DownloadOptions["checksum"]>, sha256: string, { git }: Transfer): boolean {
  if (checksum.kind === "sha256") return sha256 === checksum.hex;
  return git === null || git.digest("hex") === checksum.hex;
}

function wrong(name: string, what: "size" | "checksum"): WrongFile {
  return new WrongFile("download_failed", `${name} arrived with the wrong ${what} and was deleted.`, {
    hint: "Start again. If it happens again, the source or something on the way changes the file: use another HF_ENDPOINT or put the file into MODELS_DIR by hand.",
  });
}

/** @throws FootnoteError `disk_full` when `bytes` and some spare do not fit into the folder's disk. */
export async function checkSpace(folder: string, bytes: number, name: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes > 0 && bavail * bsize < bytes + spareBytes) throw diskFull(name, bytes);
}

function diskFull(name: string, bytes: number): FootnoteError {
  return new FootnoteError("disk_full", `There is no room on the disk for ${name} (${formatBytes(bytes)}).`, {
    hint: "Free some space, or set MODELS_DIR to a folder on a larger disk.",
  });
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (entry) => entry.size,
    () => 0,
  );
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
