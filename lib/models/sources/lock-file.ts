import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

const record = z.object({
  sha256: z.string(),
  bytes: z.number(),
  mtimeMs: z.number(),
  /** Where the checksum comes from: our catalogue, the hub's statement, or the file as first seen. */
  pinnedBy: z.enum(["catalogue", "hub", "first-use"]),
  /** Footnote fetched it, so that it may delete it. Older files do not say. */
  fetched: z.boolean().optional(),
});

/** What is remembered of a verified file, by `<model id>/<path>`. */
export type LockRecord = z.infer<typeof record>;
type Records = Record<string, LockRecord>;
const shape = z.object({ version: z.literal(1), files: z.record(z.string(), record) });
const pathOf = (folder: string) => join(folder, "lock.json");

/** Reads `lock.json` of a models folder; an absent or unreadable one is empty, as it can be made again. */
export async function readLock(folder: string): Promise<Records> {
  return (await readJsonFile(pathOf(folder), shape))?.files ?? {};
}

let writing: Promise<void> = Promise.resolve();

/** Adds or replaces one record, durably; one writer at a time in this process. */
export function writeLock(folder: string, name: string, value: LockRecord): Promise<void> {
  return change(folder, (files) => ({ ...files, [name]: value }));
}

/** Forgets the files of a model, so that other bytes may take their place. */
export function forgetLock(folder: string, id: string): Promise<void> {
  return change(folder, (files) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith(`${id}/`))),
  );
}

function change(folder: string, update: (files: Records) => Records): Promise<void> {
  const written = writing.then(async () =>
    writeJsonFile(pathOf(folder), { version: 1, files: update(await readLock(folder)) }),
  );
  writing = written.catch(() => undefined); // its own caller hears of the failure
  return written;
}
