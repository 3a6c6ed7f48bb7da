import { asFootnoteError, FootnoteError } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import type { Catalog, Job } from "../../catalog/index.ts";
import type { ChunkStore } from "../../store/index.ts";
import { type IngestRooms, type IngestTask, ingest, LeaseLost, type Outcome } from "../index.ts";
import { createProgress } from "./progress.ts";

/** A lease outlives its last renewal by this much, ms: a job whose worker was killed waits no longer to be taken again. */
export const LEASE_MS = 10_000;
/** How often leases are renewed, and a cancelled job noticed, ms. */
const RENEW_MS = 500;
/** Documents up to this size are embedded in a moment; before that they need not be findable by their words, bytes. */
export const SMALL_BYTES = 32_768;

export interface RunJobsOptions {
  catalog: Pick<Catalog, "documents" | "jobs" | "leases">;
  rooms: Omit<IngestRooms, "documents"> & { store: ChunkStore };
  /** Aborted when the process is to end. */
  stopping: AbortSignal;
}

const CANCELLED = new FootnoteError("cancelled", "Cancelled.");

/**
 * Takes documents in. Their rows say how each ended. Only what is no document's fault is thrown on, its jobs given back: a
 * broken index, for the process to start anew, and one that cannot be reached now.
 */
export async function runJobs(taken: Job[], { catalog, rooms, stopping }: RunJobsOptions): Promise<void> {
  const { documents, jobs, leases } = catalog;
  const progress = createProgress(leases, taken.length);
  const running = taken.map((job) => {
    const cancel = new AbortController();
    const task: IngestTask = {
      job,
      signal: AbortSignal.any([cancel.signal, stopping]),
      onProgress: (done) => progress.report(job, done),
    };
    return { job, cancel, task };
  });
  const renew = async () => {
    // The database is busy: the next round renews.
    const ends = await leases.renew(taken, LEASE_MS).catch(() => new Map());
    for (const { job, cancel } of running) {
      const end = ends.get(job.documentId);
      if (end !== undefined) cancel.abort(end === "cancelled" ? CANCELLED : new LeaseLost());
    }
  };
  const renewal = setInterval(renew, RENEW_MS);
  let thrown: FootnoteError | null = null;
  try {
    const tasks = running.filter(({ job }) => jobs.mayTry(job.attempt)).map(({ task }) => task);
    for (const { job } of running.filter(({ job }) => !jobs.mayTry(job.attempt))) await fail(job, TRIED_TOO_OFTEN);
    const stillOurs = async (mine: Job[]) => {
      const ends = await leases.renew(mine, LEASE_MS);
      return new Set(mine.map(({ documentId }) => documentId).filter((id) => !ends.has(id)));
    };
    const wordsFirst = taken.some(({ size }) => size > SMALL_BYTES);
    const outcomes = await ingest(tasks, { ...rooms, documents: { ...leases, stillOurs } }, { wordsFirst });
    await progress.end();
    for (const outcome of outcomes) await settle(outcome);
  } finally {
    clearInterval(renewal);
    await progress.end();
  }
  if (thrown !== null) throw thrown;

  async function settle(outcome: Outcome): Promise<void> {
    const { job } = outcome.task;
    const { documentId } = job;
    if ("done" in outcome) {
      const rssMb = Math.round(process.memoryUsage.rss() / 1e6);
      log("document ready", { documentId, ...outcome.done, together: taken.length, rssMb });
      return;
    }
    const end = (await leases.renew([job], LEASE_MS)).get(documentId);
    if (end === "lost") {
      await findOut(documentId);
      log("document left to another worker", { documentId });
    } else if (end === "cancelled") {
      // Cancelled or deleted: its row says so already; the lease goes, so that a retry or a purge can follow.
      await rooms.store.remove(documentId);
      await leases.release([job]);
      log("document cancelled", { documentId });
    } else if (stopping.aborted) {
      await leases.release([job]);
    } else {
      const error = explain(outcome.error);
      if (error.code === "index_unavailable") await leases.release([job]);
      // A damaged index counts as a try: one that stays damaged through every restart ends the document, not the worker.
      if (error.code === "index_damaged" || error.code === "index_unavailable") thrown = error;
      else await fail(job, error, outcome.error);
    }
  }

  /** After a lease was lost: rows that were published too late belong to nobody, or stand beside another's. */
  async function findOut(documentId: string): Promise<void> {
    const record = await documents.get(documentId);
    if (record === null) await rooms.store.remove(documentId);
    // The worker that is idle next indexes it anew, which replaces whatever is there.
    else if (record.status === "ready") await documents.update(documentId, { indexLost: true });
  }

  /** Called while the lease was just renewed, so that nobody else's rows can be removed. */
  async function fail(job: Job, error: FootnoteError, cause?: unknown): Promise<void> {
    const { documentId } = job;
    await rooms.store.remove(documentId);
    if (!(await leases.fail(job, error))) return;
    const detail = error.code === "internal" ? { detail: String(cause) } : {};
    log("document failed", { documentId, code: error.code, ...detail }, error.code === "internal" ? "error" : "info");
  }
}

const TRIED_TOO_OFTEN = new FootnoteError("parse_crashed", "Footnote's worker ended each time it took this file in.", {
  hint: "Split the file, or save it anew, and choose Retry.",
});

/** A full disk shows as an error of whichever room wrote last. */
function explain(thrown: unknown): FootnoteError {
  if (!(thrown instanceof FootnoteError) && /ENOSPC|No space left|database or disk is full/i.test(String(thrown)))
    return new FootnoteError("disk_full", "The disk is full.", {
      hint: "Free some space, then choose Retry. The original is kept.",
      cause: thrown,
    });
  return asFootnoteError(thrown);
}
