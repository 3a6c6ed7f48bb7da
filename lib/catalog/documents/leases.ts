import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { FootnoteError } from "../../base/errors.ts";
import type { ParsedDocument } from "../../base/types.ts";
import { advance, type Transaction } from "../counters.ts";
import type { Database } from "../database.ts";
import { document, job } from "../schema.ts";
import type { DocumentChanges } from "./document-record.ts";
import type { Lease } from "./jobs.ts";
import { writePages } from "./pages.ts";

/** Why work under a lease has to stop: someone cancelled or deleted the document, or another worker holds it. */
export type LeaseEnd = "cancelled" | "lost";

/**
 * What a worker writes about documents that it holds. Every statement looks for the lease's token itself (a fencing token:
 * Kleppmann, "How to do distributed locking"), so that a worker that lost a lease while it was slow changes nothing, however
 * late it comes. Each call is one transaction for all documents given, and tells for which it wrote.
 */
export function createLeases(db: Database) {
  const write = (work: (tx: Transaction) => Promise<string[]>) =>
    db.transaction(async (tx) => new Set(await work(tx)), { behavior: "immediate" });

  return {
    /** Extends leases. Tells which of them have to stop, and why. */
    async renew(leases: Lease[], leaseMs: number): Promise<Map<string, LeaseEnd>> {
      const rows = await db
        .update(job)
        .set({ leaseUntil: new Date(Date.now() + leaseMs) })
        .where(tokensOf(leases))
        .returning({ token: job.leaseToken, cancelled: job.cancelled });
      const found = new Map(rows.map(({ token, cancelled }) => [token, cancelled]));
      const ends = new Map<string, LeaseEnd>();
      for (const { documentId, token } of leases) {
        if (!found.has(token)) ends.set(documentId, "lost");
        else if (found.get(token) === true) ends.set(documentId, "cancelled");
      }
      return ends;
    },

    /** Moves documents along; only the given fields change. */
    update: (changes: { lease: Lease; change: DocumentChanges }[]): Promise<Set<string>> =>
      write(async (tx) => {
        const revision = await advance(tx, "revision");
        const written: string[] = [];
        for (const { lease, change } of changes) written.push(...(await set(tx, lease, { ...change, revision })));
        return written;
      }),

    /** Keeps what was read; pages of an earlier try are replaced. */
    keepPages: (read: { lease: Lease; parsed: ParsedDocument }[]): Promise<Set<string>> =>
      write(async (tx) => {
        const revision = await advance(tx, "revision");
        const written: string[] = [];
        for (const { lease, parsed } of read)
          if (await writePages(tx, lease.documentId, parsed, revision, stands(lease))) written.push(lease.documentId);
        return written;
      }),

    /** Ends jobs whose documents are ready. */
    finish: (done: { lease: Lease; change: DocumentChanges }[]): Promise<Set<string>> =>
      write(async (tx) => {
        const revision = await advance(tx, "revision");
        const written: string[] = [];
        for (const { lease, change } of done) {
          written.push(...(await set(tx, lease, { ...change, status: "ready", revision })));
          await tx.delete(job).where(and(tokensOf([lease]), eq(job.cancelled, false)));
        }
        return written;
      }),

    /** Ends a job with its document marked failed, with words for the reader. False when it was not ours to end. */
    async fail(lease: Lease, error: FootnoteError): Promise<boolean> {
      const written = await write(async (tx) => {
        const failed = await set(tx, lease, {
          status: "failed",
          textReady: false,
          errorCode: error.code,
          errorMessage: error.message,
          errorHint: error.hint ?? null,
          revision: await advance(tx, "revision"),
        });
        await tx.delete(job).where(and(tokensOf([lease]), eq(job.cancelled, false)));
        return failed;
      });
      return written.has(lease.documentId);
    },

    /** Gives jobs back: untried where the worker is stopping; a cancelled one so that a retry or a purge can follow. */
    async release(leases: Lease[]): Promise<void> {
      await db
        .update(job)
        .set({ leaseOwner: null, leaseUntil: null, leaseToken: null, attempts: sql`max(${job.attempts} - 1, 0)` })
        .where(tokensOf(leases));
    },
  };
}

export type Leases = ReturnType<typeof createLeases>;

/** Jobs under these leases. Tokens are never given twice, so that they alone name them. */
function tokensOf(leases: Lease[]): SQL {
  return inArray(
    job.leaseToken,
    leases.map(({ token }) => token),
  );
}

/** True in SQL while a document's job is under this lease and nobody has cancelled it. */
function stands({ documentId, token }: Lease): SQL {
  return sql`exists (select 1 from ${job} where ${job.documentId} = ${documentId}
    and ${job.leaseToken} = ${token} and ${job.cancelled} = 0)`;
}

async function set(tx: Transaction, lease: Lease, values: Partial<typeof document.$inferInsert>): Promise<string[]> {
  const rows = await tx
    .update(document)
    .set(values)
    .where(and(eq(document.id, lease.documentId), stands(lease)))
    .returning({ id: document.id });
  return rows.map(({ id }) => id);
}
