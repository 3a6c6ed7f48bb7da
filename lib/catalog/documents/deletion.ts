import { and, eq, isNotNull, isNull, lt, ne, or, sql } from "drizzle-orm";
import { advance } from "../counters.ts";
import type { Database } from "../database.ts";
import { deletion, document, job, page } from "../schema.ts";

/** That a document was deleted is remembered so long for listeners that have not heard yet, ms. */
const KEEP_DELETIONS_MS = 24 * 3_600_000;

/** From hiding a document to forgetting it. */
export function createDeletion(db: Database) {
  const live = (id: string) => and(eq(document.id, id), isNull(document.deletedAt));

  return {
    /** Hides a document from every search and answer at once; the worker purges it after. False if it was not there. */
    async remove(id: string): Promise<boolean> {
      return db.transaction(
        async (tx) => {
          const revision = await advance(tx, "revision");
          const rows = await tx
            .update(document)
            .set({ deletedAt: new Date(), textReady: false, revision })
            .where(live(id))
            .returning({ id: document.id });
          if (rows.length > 0) await tx.update(job).set({ cancelled: true }).where(eq(job.documentId, id));
          return rows.length > 0;
        },
        { behavior: "immediate" },
      );
    },

    /** Deleted documents whose bytes and index rows are still to be purged, and which no worker holds. */
    async toPurge(): Promise<{ id: string; sha256: string }[]> {
      return db
        .select({ id: document.id, sha256: document.sha256 })
        .from(document)
        .leftJoin(job, eq(job.documentId, document.id))
        .where(and(isNotNull(document.deletedAt), or(isNull(job.leaseUntil), sql`${job.leaseUntil} < ${Date.now()}`)));
    },

    /**
     * Forgets a deleted document. `removeOriginal` runs inside the write lock, and only when no other document has the
     * same bytes, so that an upload of the same bytes at this moment either keeps the file or puts it back.
     */
    async purge(id: string, removeOriginal: (sha256: string) => Promise<void>): Promise<void> {
      await db.transaction(
        async (tx) => {
          const [row] = await tx
            .select({
              sha256: document.sha256,
              documentId: document.id,
              collectionId: document.collectionId,
              revision: document.revision,
            })
            .from(document)
            .where(and(eq(document.id, id), isNotNull(document.deletedAt)));
          if (!row) return;
          const others = await tx
            .select({ id: document.id })
            .from(document)
            .where(and(eq(document.sha256, row.sha256), ne(document.id, id)))
            .limit(1);
          const { sha256, ...gone } = row;
          await tx.insert(deletion).values(gone).onConflictDoNothing();
          await tx.delete(deletion).where(lt(deletion.purgedAt, new Date(Date.now() - KEEP_DELETIONS_MS)));
          await tx.delete(page).where(eq(page.documentId, id));
          await tx.delete(job).where(eq(job.documentId, id));
          await tx.delete(document).where(eq(document.id, id));
          if (others.length === 0) await removeOriginal(sha256);
        },
        { behavior: "immediate" },
      );
    },
  };
}
