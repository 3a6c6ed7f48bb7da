import { setTimeout as sleep } from "node:timers/promises";
import { log } from "../../base/log.ts";
import type { Catalog } from "../../catalog/index.ts";
import type { Originals } from "../../documents/index.ts";
import type { PdfParser } from "../../parse/index.ts";
import type { ChunkStore } from "../../store/index.ts";
import type { IngestRooms } from "../index.ts";
import { findMissing, rebuild } from "./rebuild.ts";
import { LEASE_MS, runJob } from "./run-job.ts";

export interface WorkerOptions {
  catalog: Pick<Catalog, "documents" | "jobs">;
  rooms: IngestRooms & { store: ChunkStore; parser: PdfParser; originals: Pick<Originals, "pathOf" | "remove"> };
  /** Who holds the leases. */
  owner: string;
  /** Ends the work; the job in hand is given back. */
  stopping: AbortSignal;
  /** Resident memory from which the process asks for a fresh start between two jobs, bytes. */
  recycleBytes: number;
}

/** The catalogue's revision is looked at this often while there is nothing to do, ms. */
const LOOK_MS = 150;
/** A round without a change in the catalogue (leases that ran out change nothing), ms. */
const ROUND_MS = 2000;

/** Works until told to stop or until memory has grown; says which. */
export async function runWorker({
  catalog,
  rooms,
  owner,
  stopping,
  recycleBytes,
}: WorkerOptions): Promise<"stopped" | "recycle"> {
  const { documents, jobs } = catalog;
  const missing = await findMissing(catalog, rooms.store);
  await documents.noteLost(missing);
  if (missing.length > 0) log("index lacks documents", { documents: missing.length }, "warn");

  let tidiedAt = -1;
  while (!stopping.aborted) {
    const revision = await documents.latestRevision();
    await purgeDeleted();
    const job = await jobs.take(owner, LEASE_MS);
    if (job !== null) {
      await runJob(job, { catalog, rooms, owner, stopping });
      if (!stopping.aborted) await rooms.store.maintain();
    } else if (missing.length > 0) await rebuildNext();
    else await idle(revision);
    if (!stopping.aborted && process.memoryUsage.rss() > recycleBytes) return "recycle";
  }
  return "stopped";

  async function purgeDeleted(): Promise<void> {
    for (const { id } of await documents.toPurge()) {
      await rooms.store.remove(id);
      await documents.purge(id, (sha256) => rooms.originals.remove(sha256));
      log("document purged", { documentId: id });
    }
  }

  async function rebuildNext(): Promise<void> {
    const documentId = missing.shift();
    if (documentId === undefined) return;
    try {
      await rebuild(documentId, catalog, rooms, stopping);
      await documents.update(documentId, { indexLost: false });
    } catch (error) {
      if (!stopping.aborted) log("document not indexed again", { documentId, detail: String(error) }, "error");
    }
  }

  /** Tidies up, has a parser waiting, and sleeps until the catalogue changes. */
  async function idle(revision: number): Promise<void> {
    if (revision !== tidiedAt) await rooms.store.maintain({ idle: true });
    tidiedAt = revision;
    await rooms.parser.warm();
    const until = Date.now() + ROUND_MS;
    while (!stopping.aborted && Date.now() < until) {
      await sleep(LOOK_MS, undefined, { signal: stopping }).catch(() => undefined);
      if ((await documents.latestRevision()) !== revision) return;
    }
  }
}
