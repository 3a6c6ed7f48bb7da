import { and, asc, eq, isNull, lt, or, sql } from "drizzle-orm";
import { FootnoteError } from "../base/errors.ts";
import type { Database } from "./database.ts";
import { document, job } from "./schema.ts";

/** A document the worker holds the lease of. */
export interface Job {
  documentId: string;
  collectionId: string;
  sha256: string;
  name: string;
  mediaType: string;
  /** From 1; higher after a crash. */
  attempt: number;
}

/** A document whose worker died this often is failed instead of tried again. */
const maxAttempts = 3;

export function createJobs(db: Database) {
  return {
    /** Takes the oldest job that nobody holds, under a lease of `leaseMs`; null when there is none. */
    async take(owner: string, leaseMs: number): Promise<Job | null> {
      return db.transaction(
        async (tx) => {
          const now = new Date();
          const [row] = await tx
            .select({
              documentId: job.documentId,
              attempts: job.attempts,
              collectionId: document.collectionId,
              sha256: document.sha256,
              name: document.name,
              mediaType: document.mediaType,
            })
            .from(job)
            .innerJoin(document, eq(document.id, job.documentId))
            .where(
              and(
                isNull(document.deletedAt),
                eq(job.cancelled, false),
                or(isNull(job.leaseUntil), lt(job.leaseUntil, now)),
              ),
            )
            .orderBy(asc(job.createdAt))
            .limit(1);
          if (!row) return null;
          await tx
            .update(job)
            .set({ leaseOwner: owner, leaseUntil: new Date(now.getTime() + leaseMs), attempts: row.attempts + 1 })
            .where(eq(job.documentId, row.documentId));
          const { attempts, ...rest } = row;
          return { ...rest, attempt: attempts + 1 };
        },
        { behavior: "immediate" },
      );
    },

    /** True while a job has been tried no more often than is sensible. */
    mayTry: (attempt: number): boolean => attempt <= maxAttempts,

    /** Extends the lease. Tells whether the work should stop: cancelled, deleted, or taken by another worker. */
    async renew(documentId: string, owner: string, leaseMs: number): Promise<"go on" | "stop"> {
      const rows = await db
        .update(job)
        .set({ leaseUntil: new Date(Date.now() + leaseMs) })
        .where(and(eq(job.documentId, documentId), eq(job.leaseOwner, owner), eq(job.cancelled, false)))
        .returning({ id: job.documentId });
      return rows.length > 0 ? "go on" : "stop";
    },

    /** Ends a job, done or failed. */
    async finish(documentId: string): Promise<void> {
      await db.delete(job).where(eq(job.documentId, documentId));
    },

    /** Gives a job back untried (the worker is stopping). */
    async release(documentId: string, owner: string): Promise<void> {
      await db
        .update(job)
        .set({ leaseOwner: null, leaseUntil: null, attempts: sql`max(${job.attempts} - 1, 0)` })
        .where(and(eq(job.documentId, documentId), eq(job.leaseOwner, owner)));
    },

    /** Asks the worker to stop; a job that nobody holds is ended here. */
    async cancel(documentId: string): Promise<void> {
      await db.transaction(
        async (tx) => {
          await tx.update(job).set({ cancelled: true }).where(eq(job.documentId, documentId));
          await tx
            .update(document)
            .set({
              status: "failed",
              textReady: false,
              errorCode: "cancelled",
              errorMessage: "Cancelled.",
              errorHint: "Choose Retry to take it up again.",
              revision: sql`(select coalesce(max(revision), 0) + 1 from document)`,
            })
            .where(
              and(
                eq(document.id, documentId),
                or(eq(document.status, "queued"), eq(document.status, "parsing"), eq(document.status, "embedding")),
              ),
            );
        },
        { behavior: "immediate" },
      );
    },

    /** Queues a failed document again. @throws FootnoteError `conflict` when it did not fail. */
    async retry(documentId: string): Promise<void> {
      await db.transaction(
        async (tx) => {
          const rows = await tx
            .update(document)
            .set({
              status: "queued",
              textReady: false,
              pagesDone: 0,
              chunksDone: 0,
              chunksTotal: 0,
              errorCode: null,
              errorMessage: null,
              errorHint: null,
              startedAt: null,
              revision: sql`(select coalesce(max(revision), 0) + 1 from document)`,
            })
            .where(and(eq(document.id, documentId), eq(document.status, "failed"), isNull(document.deletedAt)))
            .returning({ id: document.id });
          if (rows.length === 0) {
            throw new FootnoteError("conflict", "Only a document that failed can be tried again.", {
              hint: "Reload the page to see where it stands.",
            });
          }
          await tx
            .insert(job)
            .values({ documentId })
            .onConflictDoUpdate({
              target: job.documentId,
              set: { cancelled: false, attempts: 0, leaseOwner: null, leaseUntil: null },
            });
        },
        { behavior: "immediate" },
      );
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;
