import { randomUUID } from "node:crypto";
import { and, asc, eq, isNull } from "drizzle-orm";
import { advance } from "../counters.ts";
import type { Database } from "../database.ts";
import { nameKeys } from "../lists/name-keys.ts";
import { document, job } from "../schema.ts";
import { createDocumentChanges } from "./changes.ts";
import { createDeletion } from "./deletion.ts";
import { type DocumentChanges, type DocumentRecord, toRecord } from "./document-record.ts";
import { createDocumentsInScope } from "./in-scope.ts";
import { createIndexState } from "./index-state.ts";
import { createPages } from "./pages.ts";

/** What the documents room knows of an upload when its bytes are safe. */
export interface NewDocument {
  collectionId: string;
  sha256: string;
  name: string;
  mediaType: string;
  size: number;
  createdBy: string;
}

/** Documents, their pages and what became of them in the index. What a worker changes goes through its lease (leases.ts). */
export function createDocuments(db: Database) {
  const live = (id: string) => and(eq(document.id, id), isNull(document.deletedAt));

  return {
    ...createDocumentChanges(db),
    ...createDocumentsInScope(db),
    ...createPages(db),
    ...createDeletion(db),
    ...createIndexState(db),

    /** Adds the row and its job in one transaction, or finds the live document with the same bytes. */
    async add(input: NewDocument): Promise<{ record: DocumentRecord; duplicate: boolean }> {
      return db.transaction(
        async (tx) => {
          const [existing] = await tx
            .select()
            .from(document)
            .where(
              and(
                eq(document.collectionId, input.collectionId),
                eq(document.sha256, input.sha256),
                isNull(document.deletedAt),
              ),
            );
          if (existing) return { record: toRecord(existing), duplicate: true };
          const id = randomUUID();
          const [row] = await tx
            .insert(document)
            .values({ id, ...input, ...nameKeys(input.name), revision: await advance(tx, "revision") })
            .returning();
          if (!row) throw new Error("the document row was not returned");
          await tx.insert(job).values({ documentId: id });
          return { record: toRecord(row), duplicate: false };
        },
        { behavior: "immediate" },
      );
    },

    /** A live document with these bytes in a collection, before any work is done on them. */
    async byContent(collectionId: string, sha256: string): Promise<DocumentRecord | null> {
      const [row] = await db
        .select()
        .from(document)
        .where(and(eq(document.collectionId, collectionId), eq(document.sha256, sha256), isNull(document.deletedAt)));
      return row ? toRecord(row) : null;
    },

    async get(id: string): Promise<DocumentRecord | null> {
      const [row] = await db.select().from(document).where(live(id));
      return row ? toRecord(row) : null;
    },

    /** Where the bytes are kept: the original's SHA-256. */
    async sha256(id: string): Promise<string | null> {
      const [row] = await db.select({ sha256: document.sha256 }).from(document).where(live(id));
      return row?.sha256 ?? null;
    },

    async list(collectionId: string): Promise<DocumentRecord[]> {
      const rows = await db
        .select()
        .from(document)
        .where(and(eq(document.collectionId, collectionId), isNull(document.deletedAt)))
        .orderBy(asc(document.createdAt));
      return rows.map(toRecord);
    },

    /** Changes the given fields of a document that no worker holds. */
    async update(id: string, change: DocumentChanges): Promise<void> {
      await db.transaction(
        async (tx) => {
          const revision = await advance(tx, "revision");
          await tx
            .update(document)
            .set({ ...change, revision })
            .where(eq(document.id, id));
        },
        { behavior: "immediate" },
      );
    },
  };
}

export type Documents = ReturnType<typeof createDocuments>;
