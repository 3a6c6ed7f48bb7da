import { randomUUID } from "node:crypto";
import { and, count, eq, isNull, sql } from "drizzle-orm";
import { FootnoteError } from "../../base/errors.ts";
import type { Database } from "../database.ts";
import { collection, document, member } from "../schema.ts";

export interface CollectionRecord {
  id: string;
  name: string;
  documents: number;
}

export type Role = "owner" | "editor" | "reader";

export function createCollections(db: Database) {
  return {
    /** The collections a person is a member of, with the number of their documents. */
    async list(userId: string): Promise<CollectionRecord[]> {
      return db
        .select({ id: collection.id, name: collection.name, documents: count(document.id) })
        .from(collection)
        .innerJoin(member, and(eq(member.collectionId, collection.id), eq(member.userId, userId)))
        .leftJoin(document, and(eq(document.collectionId, collection.id), isNull(document.deletedAt)))
        .groupBy(collection.id)
        .orderBy(collection.createdAt);
    },

    async create(name: string, userId: string): Promise<CollectionRecord> {
      const id = randomUUID();
      await db.transaction(async (tx) => {
        await tx.insert(collection).values({ id, name });
        await tx.insert(member).values({ collectionId: id, userId, role: "owner" });
      });
      return { id, name, documents: 0 };
    },

    async rename(id: string, name: string): Promise<void> {
      await db.update(collection).set({ name }).where(eq(collection.id, id));
    },

    /** Removes an empty collection. @throws FootnoteError `conflict` while it holds documents. */
    async remove(id: string): Promise<void> {
      await db.transaction(async (tx) => {
        const [held] = await tx.select({ n: count() }).from(document).where(eq(document.collectionId, id));
        if ((held?.n ?? 0) > 0) {
          throw new FootnoteError("conflict", "This collection still holds documents.", {
            hint: "Delete its documents first. Just deleted ones take a moment to be purged.",
          });
        }
        await tx.delete(collection).where(eq(collection.id, id));
      });
    },

    /** A person's role in a collection, or null. */
    async role(id: string, userId: string): Promise<Role | null> {
      const [row] = await db
        .select({ role: member.role })
        .from(member)
        .where(and(eq(member.collectionId, id), eq(member.userId, userId)));
      return row?.role ?? null;
    },

    /** Makes the first collection for a person who has none; its id if it was made now, else null. */
    async ensureDefault(userId: string): Promise<string | null> {
      return db.transaction(
        async (tx) => {
          const [row] = await tx.select({ n: count() }).from(member).where(eq(member.userId, userId));
          if ((row?.n ?? 0) > 0) return null;
          const id = randomUUID();
          await tx.insert(collection).values({ id, name: "Documents" });
          await tx.insert(member).values({ collectionId: id, userId, role: "owner" });
          return id;
        },
        { behavior: "immediate" },
      );
    },

    /** Counts over everything, for the health line. */
    async totals(): Promise<{ documents: number; chunks: number }> {
      const [row] = await db
        .select({ documents: count(), chunks: sql<number>`coalesce(sum(${document.chunksTotal}), 0)` })
        .from(document)
        .where(and(isNull(document.deletedAt), eq(document.status, "ready")));
      return { documents: row?.documents ?? 0, chunks: row?.chunks ?? 0 };
    },
  };
}

export type Collections = ReturnType<typeof createCollections>;
