import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import type { DocumentRecord } from "../../catalog/index.ts";
import { brokeOff, type Client } from "../client.ts";
import { eventsOf } from "../events.ts";

/** Sends a file; `duplicate` when its bytes are in the collection already. @throws FootnoteError as the API says. */
export async function send(
  client: Client,
  collectionId: string,
  path: string,
): Promise<{ id: string; duplicate?: true }> {
  const { size } = await stat(path);
  const response = await client.call(`/collections/${collectionId}/documents`, {
    method: "POST",
    headers: { "x-filename": encodeURIComponent(basename(path)), "content-length": String(size) },
    body: size === 0 ? new Uint8Array() : (Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>),
    duplex: "half",
  });
  return (await response.json()) as { id: string; duplicate?: true };
}

/**
 * Reads the document's events until it is ready or failed.
 * @throws FootnoteError `model_interrupted` when the stream ends before that
 */
export async function follow(
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
  if (last?.status === "ready" || last?.status === "failed") return last;
  throw brokeOff();
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
