import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

const record = z.object({
  sha256: z.string(),
  bytes: z.number(),
  mtimeMs: z.number(),
  /** Where the checksum comes from: our catalogue, the hub's statement, or the file as first seen. */
  pinnedBy: z.enum(["catalogue", "hub", "first-use"]),
});

/** What is remembered of a verified file, by `<model id>/<path>`. */
export type LockRecord = z.infer<typeof record>;
const shape = z.object({ version: z.literal(1), files: z.record(z.string(), record) });

/** Reads `lock.json` of a models folder; an absent or unreadable one is empty, as it can be made again. */
export async function readLock(folder: string): Promise<Record<string, LockRecord>> {
  try {
    return shape.parse(JSON.parse(await readFile(join(folder, "lock.json"), "utf8"))).files;
  } catch {
    return {};
  }
}

let writing: Promise<void> = Promise.resolve();

/** Adds or replaces one record, durably; one writer at a time in this process. */
export function writeLock(folder: string, name: string, value: LockRecord): Promise<void> {
  const written = writing.then(async () => {
    const files = { ...(await readLock(folder)), [name]: value };
    await replaceFile(join(folder, "lock.json"), `${JSON.stringify({ version: 1, files }, null, 2)}\n`);
  });
  writing = written.catch(() => undefined); // its own caller hears of the failure
  return written;
}

async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const handle = await open(temporary, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}
