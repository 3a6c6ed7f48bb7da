import { asFootnoteError, FootnoteError } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import type { Catalog, Job } from "../../catalog/index.ts";
import type { ChunkStore } from "../../store/index.ts";
import { type IngestRooms, ingest } from "../index.ts";
import { createProgress } from "./progress.ts";

/** A lease outlives its last renewal by this much, ms: a job whose worker was killed waits no longer to be taken again. */
export const LEASE_MS = 10_000;
/** How often a lease is renewed, and a cancelled job noticed, ms. */
const RENEW_MS = 500;

export interface RunJobOptions {
  catalog: Pick<Catalog, "documents" | "jobs">;
  rooms: IngestRooms & { store: ChunkStore };
  owner: string;
  /** Aborted when the process is to end. */
  stopping: AbortSignal;
}

/** Why a job ended without a result. */
const CANCELLED = new FootnoteError("cancelled", "Cancelled.");

/** Takes one document in. Its row says how it ended; only a broken index is thrown on, for the process to start anew. */
export async function runJob(job: Job, { catalog, rooms, owner, stopping }: RunJobOptions): Promise<void> {
  const { documents, jobs } = catalog;
  const { documentId } = job;
  if (!jobs.mayTry(job.attempt)) {
    await fail(
      new FootnoteError("parse_crashed", "Footnote's worker ended each time it took this file in.", {
        hint: "Split the file, or save it anew, and choose Retry.",
      }),
    );
    return;
  }
  const cancel = new AbortController();
  const progress = createProgress(documents, documentId);
  const renewal = setInterval(() => {
    jobs.renew(documentId, owner, LEASE_MS).then(
      (verdict) => verdict === "stop" && cancel.abort(CANCELLED),
      // The database is busy: the next round renews.
      () => undefined,
    );
  }, RENEW_MS);
  const signal = AbortSignal.any([cancel.signal, stopping]);
  try {
    const done = await ingest(job, rooms, { signal, onProgress: progress.report });
    await progress.end();
    await jobs.finish(documentId);
    log("document ready", { documentId, ...done, rssMb: Math.round(process.memoryUsage.rss() / 1e6) });
  } catch (thrown) {
    await progress.end();
    if (stopping.aborted) {
      await jobs.release(documentId, owner);
      return;
    }
    if (cancel.signal.aborted) {
      // Cancelled or deleted: its row says so already; the lease goes, so that a retry or a purge can follow.
      await rooms.store.remove(documentId);
      await jobs.release(documentId, owner);
      log("document cancelled", { documentId });
      return;
    }
    const error = explain(thrown);
    if (error.code === "index_damaged") throw error;
    await fail(error, thrown);
  } finally {
    clearInterval(renewal);
  }

  async function fail(error: FootnoteError, cause?: unknown): Promise<void> {
    await rooms.store.remove(documentId);
    await documents.fail(documentId, error);
    await jobs.finish(documentId);
    const detail = error.code === "internal" ? { detail: String(cause) } : {};
    log("document failed", { documentId, code: error.code, ...detail }, error.code === "internal" ? "error" : "info");
  }
}

/** A full disk shows as an error of whichever room wrote last. */
function explain(thrown: unknown): FootnoteError {
  if (!(thrown instanceof FootnoteError) && /ENOSPC|No space left|database or disk is full/i.test(String(thrown)))
    return new FootnoteError("disk_full", "The disk is full.", {
      hint: "Free some space, then choose Retry. The original is kept.",
      cause: thrown,
    });
  return asFootnoteError(thrown);
}
