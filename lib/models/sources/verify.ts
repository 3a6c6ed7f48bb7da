import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { FootnoteError } from "../../base/errors.ts";
import type { CatalogueEntry, ModelFile } from "../catalogue/entry.ts";
import { readLock, writeLock } from "./lock-file.ts";

export type FileState = "ready" | "missing" | "damaged";

/** Where a file of a model lies: its own folder in MODELS_DIR, or MODELS_DIR itself. */
export async function findModelFile(folder: string, entry: CatalogueEntry, file: ModelFile): Promise<string | null> {
  const candidates = [join(folder, entry.id, file.path)];
  if (file.path.endsWith(".gguf")) candidates.push(join(folder, file.path));
  for (const candidate of candidates) {
    if (await isFile(candidate)) return candidate;
  }
  return null;
}

/** SHA-256 of a file, hexadecimal, read as a stream. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * Whether a file is there and whole. The full checksum is computed once and remembered with size and time of change.
 * A file of unknown checksum (put there by hand, hub not asked) is pinned as first seen.
 */
export async function checkModelFile(
  folder: string,
  entry: CatalogueEntry,
  file: ModelFile,
  /** Read it all again, whatever is remembered. */
  again = false,
): Promise<{ state: FileState; path: string | null }> {
  const path = await findModelFile(folder, entry, file);
  if (path === null) return { state: "missing", path };
  const name = `${entry.id}/${file.path}`;
  const known = (await readLock(folder))[name];
  const { size, mtimeMs } = await stat(path);
  if (!again && known !== undefined && known.bytes === size && known.mtimeMs === mtimeMs)
    return { state: "ready", path };
  const sums = file.sources.flatMap((source) => (source.sha256 === null ? [] : [source.sha256]));
  const sizes = file.sources.flatMap((source) => (source.bytes === null ? [] : [source.bytes]));
  const sizeIsKnown = sizes.length > 0 && sizes.length === file.sources.length;
  if (size === 0 || (sizeIsKnown && !sizes.includes(size))) return { state: "damaged", path };
  const sha256 = await hashFile(path);
  const expected = known === undefined ? sums : [known.sha256, ...sums];
  if (expected.length > 0 && !expected.includes(sha256)) return { state: "damaged", path };
  const pinnedBy = sums.includes(sha256) ? "catalogue" : (known?.pinnedBy ?? "first-use");
  const fetched = known?.sha256 === sha256 ? known.fetched : false;
  await writeLock(folder, name, { sha256, bytes: size, mtimeMs, pinnedBy, fetched }).catch((error: unknown) => {
    if (!isReadOnly(error)) throw error; // a models folder may be mounted read-only; then it is checked at each start
  });
  return { state: "ready", path };
}

/** What can be said of a model's files without reading them. */
export interface LightState {
  /** "unchecked": there, but its checksum was not computed since it last changed. */
  state: FileState | "unchecked" | "partly";
  /** Of a download that was interrupted, bytes. */
  bytesThere: number;
}

/** Looks at names, sizes and what is remembered, never at the bytes: quick however large the model is. */
export async function glanceAtModel(folder: string, entry: CatalogueEntry): Promise<LightState> {
  const lock = await readLock(folder);
  let state: LightState["state"] = "ready";
  let bytesThere = 0;
  for (const file of entry.files) {
    const path = await findModelFile(folder, entry, file);
    if (path === null) {
      bytesThere += await partSize(join(folder, entry.id, file.path));
      state = "missing";
      continue;
    }
    const { size, mtimeMs } = await stat(path);
    const known = lock[`${entry.id}/${file.path}`];
    const sizes = file.sources.flatMap((source) => (source.bytes === null ? [] : [source.bytes]));
    if (size === 0 || (sizes.length > 0 && sizes.length === file.sources.length && !sizes.includes(size)))
      return { state: "damaged", bytesThere };
    if (state === "ready" && (known?.bytes !== size || known.mtimeMs !== mtimeMs)) state = "unchecked";
  }
  return { state: state === "missing" && bytesThere > 0 ? "partly" : state, bytesThere };
}

/** Bytes of the interrupted download of a file; 0 without one. */
async function partSize(target: string): Promise<number> {
  const names = await readdir(dirname(target)).catch(() => []);
  const parts = names.filter((name) => name.startsWith(`${basename(target)}.`) && name.endsWith(".part"));
  const sizes = await Promise.all(parts.map((name) => stat(join(dirname(target), name)).then(({ size }) => size)));
  return Math.max(0, ...sizes);
}

/**
 * The path of an answer model's GGUF, verified. `model`: a catalogue id, or an absolute path to a GGUF.
 * @throws FootnoteError `model_missing`, `model_damaged`, each with the remedy.
 */
export async function locateAnswerModel(folder: string, entry: CatalogueEntry): Promise<string> {
  const file = entry.files[0];
  if (file === undefined) throw new FootnoteError("model_missing", `${entry.title} has no file.`);
  const { state, path } = await checkModelFile(folder, entry, file);
  if (state === "ready" && path !== null) return path;
  throw state === "damaged" ? damaged(entry, file) : missing(entry, file);
}

/** Whether MODEL names a GGUF by its path rather than a catalogue entry. */
export function isModelPath(model: string): boolean {
  return model.endsWith(".gguf") && (isAbsolute(model) || model.startsWith("."));
}

/** The error for a file that is there and not whole. */
export function damaged(entry: CatalogueEntry, file: ModelFile): FootnoteError {
  return new FootnoteError("model_damaged", `The file ${file.path} of ${entry.title} is damaged or cut short.`, {
    hint: `Fetch it again with "npm run footnote -- models fetch ${entry.id}", or put a whole copy into MODELS_DIR as ${entry.id}/${file.path}${sumHint(file)}.`,
  });
}

/** The error for a file that is not there. */
export function missing(entry: CatalogueEntry, file: ModelFile): FootnoteError {
  return new FootnoteError("model_missing", `The file ${file.path} of ${entry.title} is not there.`, {
    hint: `Fetch it with "npm run footnote -- models fetch ${entry.id}", or put it into MODELS_DIR as ${entry.id}/${file.path}${sumHint(file)}.`,
  });
}

function sumHint(file: ModelFile): string {
  const sum = file.sources.find((source) => source.sha256 !== null)?.sha256;
  return sum ? ` (SHA-256 ${sum})` : "";
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EROFS" || error.code === "EACCES");
}
