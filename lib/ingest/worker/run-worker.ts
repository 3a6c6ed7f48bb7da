import { setTimeout as sleep } from "node:timers/promises";
import { FootnoteError } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import type { BatchLimits, Catalog } from "../../catalog/index.ts";
import type { Originals } from "../../documents/index.ts";
import type { PdfParser } from "../../parse/index.ts";
import type { ChunkStore } from "../../store/index.ts";
import type { IngestRooms } from "../index.ts";
import { findMissing, rebuild } from "./rebuild.ts";
import { LEASE_MS, runJobs, SMALL_BYTES } from "./run-jobs.ts";

export interface WorkerOptions {
  catalog: Pick<Catalog, "documents" | "jobs" | "leases">;
  rooms: Omit<IngestRooms, "documents"> & {
    store: ChunkStore;
    parser: PdfParser;
    originals: Pick<Originals, "pathOf" | "remove">;
  };
  /** Who holds the leases. */
  owner: string;
  /** Ends the work; the jobs in hand are given back. */
  stopping: AbortSignal;
  /** Asked between two jobs: true when memory has grown so far that the process should start afresh. */
  isWorn(): boolean;
}

/** The catalogue's revision is looked at this often while there is nothing to do, ms. */
const LOOK_MS = 150;
/** A round without a change in the catalogue (leases that ran out change nothing), ms. */
const ROUND_MS = 2000;
/** Waits before the 1st, 2nd, … try in a row when the index cannot be reached, ms; the last one for all after. */
const BACK_OFF_MS = [500, 1000, 2000, 5000, 15_000];

/** Small text files taken together: about five seconds of embedding on two cores, so that none waits long for the others. */
const BATCH: BatchLimits = { files: 64, fileBytes: SMALL_BYTES, bytes: 131_072 };

/** Works until told to stop or until memory has grown; says which. */
export async function runWorker(options: WorkerOptions): Promise<"stopped" | "recycle"> {
  const { catalog, rooms, owner, stopping, isWorn } = options;
  const { documents, jobs } = catalog;
  /** Could not be indexed again by this process. */
  const givenUp: string[] = [];
  let checked = false;
  let tidiedAt = -1;
  let failures = 0;

  while (!stopping.aborted) {
    try {
      await round();
      failures = 0;
    } catch (error) {
      // The index cannot be reached now: everything waits, nothing is lost.
      if (!(error instanceof FootnoteError && error.code === "index_unavailable")) throw error;
      const waitMs = BACK_OFF_MS[Math.min(failures++, BACK_OFF_MS.length - 1)] ?? 0;
      log("index not reached", { code: error.code, detail: String(error.cause), againInMs: waitMs }, "warn");
      await sleep(waitMs, undefined, { signal: stopping }).catch(() => undefined);
    }
    if (!stopping.aborted && isWorn()) return "recycle";
  }
  return "stopped";

  async function round(): Promise<void> {
    if (!checked) await compare();
    checked = true;
    const revision = await documents.latestRevision();
    await purgeDeleted();
    const taken = await jobs.take(owner, LEASE_MS, BATCH);
    if (taken.length > 0) {
      await runJobs(taken, { catalog, rooms, stopping });
      if (!stopping.aborted) await rooms.store.maintain();
      return;
    }
    const lost = await documents.nextLost(givenUp);
    if (lost === null) await idle(revision);
    else await restore(lost);
  }

  /** The index may have been lost, or restored from an older backup. */
  async function compare(): Promise<void> {
    const missing = await findMissing(catalog, rooms.store);
    await documents.noteLost(missing);
    if (missing.length > 0) log("index lacks documents", { documents: missing.length }, "warn");
  }

  async function purgeDeleted(): Promise<void> {
    for (const { id } of await documents.toPurge()) {
      await rooms.store.remove(id);
      await documents.purge(id, (sha256) => rooms.originals.remove(sha256));
      log("document purged", { documentId: id });
    }
  }

  async function restore(documentId: string): Promise<void> {
    try {
      await rebuild(documentId, catalog, rooms, stopping);
      await documents.update(documentId, { indexLost: false });
    } catch (error) {
      if (stopping.aborted) return;
      if (error instanceof FootnoteError && error.code === "index_unavailable") throw error;
      givenUp.push(documentId);
      log("document not indexed again", { documentId, detail: String(error) }, "error");
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
