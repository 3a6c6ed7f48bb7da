import { basename } from "node:path";
import { MultiBar, Presets } from "cli-progress";
import { FootnoteError } from "../../base/errors.ts";
import { printableLine } from "../../base/terminal.ts";
import type { CollectionRecord } from "../../catalog/index.ts";
import type { Client } from "../client.ts";
import { collectFiles, type Left } from "./collect-files.ts";
import { follow, send } from "./upload.ts";

export { describeLeft } from "./describe-left.ts";

export interface ImportOutcome {
  ready: number;
  duplicates: number;
  failed: { name: string; message: string }[];
  /** What was not sent, and why. */
  left: Left[];
}

export interface ImportOptions {
  /** Made when missing; the first one when not given. */
  collection?: string;
  /** Files of folders that are larger are left, bytes. */
  maxBytes?: number;
  /** Ends it; what was sent stays. */
  signal?: AbortSignal;
}

/** Uploads files and folders and waits until each is ready, with a bar for each file that is being worked on. */
export async function importPaths(
  client: Client,
  paths: string[],
  options: ImportOptions = {},
): Promise<ImportOutcome> {
  const { files, left } = await collectFiles(paths, options.maxBytes ?? Number.POSITIVE_INFINITY);
  const outcome: ImportOutcome = { ready: 0, duplicates: 0, failed: [], left };
  if (files.length === 0) return outcome;
  const collection = await findCollection(client, options.collection);
  const bars = new MultiBar(
    {
      format: "{name} {bar} {stage}",
      clearOnComplete: false,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 2000,
    },
    Presets.rect,
  );
  try {
    for (const file of files) {
      options.signal?.throwIfAborted();
      await importFile(client, { file, collectionId: collection.id, bars, outcome });
    }
  } finally {
    bars.stop();
  }
  return outcome;
}

async function importFile(
  client: Client,
  { file, collectionId, bars, outcome }: { file: string; collectionId: string; bars: MultiBar; outcome: ImportOutcome },
): Promise<void> {
  const name = basename(file);
  const shown = printableLine(name).slice(0, 40).padEnd(40);
  const bar = bars.create(100, 0, { name: shown, stage: "uploading" });
  const show = (percent: number, stage: string) => bar.update(percent, { stage: printableLine(stage) });
  try {
    const { id, duplicate } = await send(client, collectionId, file);
    if (duplicate) outcome.duplicates++;
    const record = await follow(client, id, show);
    if (record.status === "ready") outcome.ready++;
    else outcome.failed.push({ name, message: record.error?.message ?? "failed" });
    show(100, duplicate ? "there already" : record.status);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    outcome.failed.push({ name, message });
    show(100, message);
  }
}

async function findCollection(client: Client, name?: string): Promise<CollectionRecord> {
  const { collections } = await client.json<{ collections: CollectionRecord[] }>("/collections");
  const found = name ? collections.find((one) => one.name === name || one.id === name) : collections[0];
  if (found) return found;
  if (!name) throw new FootnoteError("not_found", "There is no collection yet.");
  return client.json<CollectionRecord>("/collections", { method: "POST", body: JSON.stringify({ name }) });
}
