import { gt } from "drizzle-orm";
import { current } from "../counters.ts";
import type { Database } from "../database.ts";
import { deletion, document } from "../schema.ts";
import { type DocumentRecord, toRecord } from "./document-record.ts";

/** A document that changed, or of one that is gone, which it was. */
export type DocumentChange =
  | { deleted: false; record: DocumentRecord }
  | { deleted: true; record: Pick<DocumentRecord, "id" | "collectionId"> };

/** What changed, for listeners that ask from a revision on. */
export function createDocumentChanges(db: Database) {
  return {
    /**
     * Documents changed after a revision, deleted ones included (purged ones for a day), oldest change first. Changes of one
     * transaction may share a revision.
     */
    async changedSince(revision: number): Promise<(DocumentChange & { revision: number })[]> {
      const [rows, purged] = await Promise.all([
        db.select().from(document).where(gt(document.revision, revision)),
        db.select().from(deletion).where(gt(deletion.revision, revision)),
      ]);
      const present = new Set(rows.map(({ id }) => id));
      // Purged between the two reads, it is in both.
      const gone = purged.filter(({ documentId }) => !present.has(documentId));
      const found = [
        ...rows.map((row) => ({
          revision: row.revision,
          ...(row.deletedAt === null
            ? { deleted: false as const, record: toRecord(row) }
            : { deleted: true as const, record: toRecord(row) }),
        })),
        ...gone.map(({ documentId, collectionId, revision }) => ({
          record: { id: documentId, collectionId },
          revision,
          deleted: true as const,
        })),
      ];
      return found.sort((a, b) => a.revision - b.revision);
    },

    /** The revision of the newest change; it only ever grows. */
    latestRevision: (): Promise<number> => current(db, "revision"),
  };
}
