import { and, asc, eq, isNull, lt, or, sql } from "drizzle-orm";
import { FootnoteError } from "../../base/errors.ts";
import { advance } from "../counters.ts";
import type { Database } from "../database.ts";
import { document, job } from "../schema.ts";

/** The right to work on a document, until another takes it. Tokens are never given twice. */
export interface Lease {
  documentId: string;
  token: number;
}

/** A document the worker holds the lease of. */
export interface Job extends Lease {
  collectionId: string;
  sha256: string;
  name: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** From 1; higher after a crash. */
  attempt: number;
}

/** Small text files are taken together, so that they share what a job costs. */
export interface BatchLimits {
  /** Files at most. */
  files: number;
  /** Bytes of one file, and of all together. */
  fileBytes: number;
  bytes: number;
}

/** A document whose worker died this often is failed instead of tried again. */
const maxAttempts = 3;

/** The queue: which document is taken next, and what a person may do about it. Work under a lease is in leases.ts. */
export function createJobs(db: Database) {
  const free = (now: Date) =>
    and(isNull(document.deletedAt), eq(job.cancelled, false), or(isNull(job.leaseUntil), lt(job.leaseUntil, now)));
  const columns = {
    documentId: job.documentId,
    attempts: job.attempts,
    collectionId: document.collectionId,
    sha256: document.sha256,
    name: document.name,
    mediaType: document.mediaType,
    size: document.size,
  };

  return {
    /**
     * Takes the oldest job that nobody holds, under a lease of `leaseMs`; where that is a small text file, other small ones
     * with it, oldest first, within `batch`. A file that failed before is taken alone. Empty when there is none.
     */
    async take(owner: string, leaseMs: number, batch?: BatchLimits): Promise<Job[]> {
      return db.transaction(
        async (tx) => {
          const now = new Date();
          const queue = () => tx.select(columns).from(job).innerJoin(document, eq(document.id, job.documentId));
          const order = [asc(job.createdAt), asc(job.documentId)];
          const [oldest] = await queue()
            .where(free(now))
            .orderBy(...order)
            .limit(1);
          if (oldest === undefined) return [];
          const isSmall = ({ mediaType, size, attempts }: typeof oldest) =>
            batch !== undefined && attempts === 0 && mediaType.startsWith("text/") && size <= batch.fileBytes;
          const candidates =
            batch === undefined || !isSmall(oldest)
              ? [oldest]
              : await queue()
                  .where(
                    and(
                      free(now),
                      eq(job.attempts, 0),
                      sql`${document.mediaType} like 'text/%'`,
                      sql`${document.size} <= ${batch.fileBytes}`,
                    ),
                  )
                  .orderBy(...order)
                  .limit(batch.files);
          let bytes = 0;
          const rows = candidates.filter(({ size }, index) => {
            bytes += size;
            return index === 0 || bytes <= (batch?.bytes ?? 0);
          });
          const last = await advance(tx, "lease", rows.length);
          const leaseUntil = new Date(now.getTime() + leaseMs);
          const taken: Job[] = [];
          for (const [index, { attempts, ...row }] of rows.entries()) {
            const token = last - index;
            await tx
              .update(job)
              .set({ leaseOwner: owner, leaseUntil, leaseToken: token, attempts: attempts + 1 })
              .where(eq(job.documentId, row.documentId));
            taken.push({ ...row, token, attempt: attempts + 1 });
          }
          return taken;
        },
        { behavior: "immediate" },
      );
    },

    /** True while a job has been tried no more often than is sensible. */
    mayTry: (attempt: number): boolean => attempt <= maxAttempts,

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
              revision: await advance(tx, "revision"),
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

    /** Queues a failed document again; whoever still holds it has lost it. @throws FootnoteError `conflict` when it did not fail. */
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
              revision: await advance(tx, "revision"),
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
              set: { cancelled: false, attempts: 0, leaseOwner: null, leaseUntil: null, leaseToken: null },
            });
        },
        { behavior: "immediate" },
      );
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;
