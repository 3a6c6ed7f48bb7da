import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { MultiBar, Presets } from "cli-progress";
import { FootnoteError } from "../base/errors.ts";
import type { CollectionRecord, DocumentRecord } from "../catalog/index.ts";
import type { Client } from "./client.ts";
import { eventsOf } from "./events.ts";

/** Kinds taken from a folder; a file named outright is sent whatever it is called. */
const kinds = /\.(pdf|txt|md|markdown)$/i;

export interface ImportOutcome {
  ready: number;
  duplicates: number;
  failed: { name: string; message: string }[];
}

/** Uploads files and folders and waits until each is ready, with a bar for each file that is being worked on. */
export async function importPaths(client: Client, paths: string[], collectionName?: string): Promise<ImportOutcome> {
  const files = (await Promise.all(paths.map(filesIn))).flat();
  if (files.length === 0) {
    throw new FootnoteError("bad_request", "There is no PDF, text or Markdown file there.", {
      hint: "Name a file or folder.",
    });
  }
  const collection = await findCollection(client, collectionName);
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
  const outcome: ImportOutcome = { ready: 0, duplicates: 0, failed: [] };
  for (const file of files) {
    const name = basename(file);
    const bar = bars.create(100, 0, { name: name.slice(0, 40).padEnd(40), stage: "uploading" });
    try {
      const { id, duplicate } = await send(client, collection.id, file);
      if (duplicate) outcome.duplicates++;
      const record = await follow(client, id, (at, stage) => bar.update(at, { stage }));
      if (record.status === "ready") outcome.ready++;
      else outcome.failed.push({ name, message: record.error?.message ?? "failed" });
      bar.update(100, { stage: duplicate ? "there already" : record.status });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      outcome.failed.push({ name, message });
      bar.update(100, { stage: message });
    }
  }
  bars.stop();
  return outcome;
}

async function filesIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => {
    throw new FootnoteError("not_found", `There is nothing at ${path}.`);
  });
  if (!found.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && kinds.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function findCollection(client: Client, name?: string): Promise<CollectionRecord> {
  const { collections } = await client.json<{ collections: CollectionRecord[] }>("/collections");
  const found = name ? collections.find((one) => one.name === name || one.id === name) : collections[0];
  if (found) return found;
  if (!name) throw new FootnoteError("not_found", "There is no collection yet.");
  return client.json<CollectionRecord>("/collections", { method: "POST", body: JSON.stringify({ name }) });
}

async function send(client: Client, collectionId: string, path: string): Promise<{ id: string; duplicate?: true }> {
  const { size } = await stat(path);
  const response = await client.call(`/collections/${collectionId}/documents`, {
    method: "POST",
    headers: { "x-filename": encodeURIComponent(basename(path)), "content-length": String(size) },
    body: size === 0 ? new Uint8Array() : (Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>),
    duplex: "half",
  });
  return (await response.json()) as { id: string; duplicate?: true };
}

/** Reads the document's events until it is ready or failed. */
async function follow(
  client: Client,
  id: string,
  show: (percent: number, stage: string) => void,
): Promise<DocumentRecord> {
  const response = await client.call(`/documents/${id}/events`);
  let last: DocumentRecord | undefined;
  for await (const data of eventsOf(response)) {
    last = JSON.parse(data) as DocumentRecord;
    show(percentOf(last), stageOf(last));
  }
  if (!last)
    throw new FootnoteError("internal", "The server ended the connection.", { hint: "Look at the documents page." });
  return last;
}

function percentOf({ status, progress }: DocumentRecord): number {
  if (status === "ready" || status === "failed") return 100;
  const share = (done: number, total: number) => (total === 0 ? 0 : done / total);
  return 10 * share(progress.pagesDone, progress.pagesTotal) + 90 * share(progress.chunksDone, progress.chunksTotal);
}

function stageOf({ status, progress, etaSeconds }: DocumentRecord): string {
  if (status === "parsing") return `reading page ${progress.pagesDone} of ${progress.pagesTotal || "?"}`;
  if (status === "embedding")
    return `indexing ${progress.chunksDone} of ${progress.chunksTotal}${etaSeconds ? `, ${etaSeconds} s left` : ""}`;
  return status;
}
