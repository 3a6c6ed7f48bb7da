import { and, eq, inArray, isNull, notInArray, or } from "drizzle-orm";
import type { Coverage } from "../../base/types.ts";
import type { Database } from "../database.ts";
import { document } from "../schema.ts";

/** What searches and answers ask about the documents of their scope. */
export function createDocumentsInScope(db: Database) {
  return {
    /**
     * Those of these documents that a search may show: not deleted, and ready or findable by their words. Looked up after
     * a search for the documents of its hits, so that it costs what the search costs, however many documents there are.
     */
    async findable(ids: string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set();
      const rows = await db
        .select({ id: document.id })
        .from(document)
        .where(
          and(
            inArray(document.id, ids),
            isNull(document.deletedAt),
            or(eq(document.status, "ready"), eq(document.textReady, true)),
          ),
        );
      return new Set(rows.map((row) => row.id));
    },

    /** Names of live documents, for quoting them. Missing ids were deleted. */
    async names(ids: string[]): Promise<Map<string, string>> {
      if (ids.length === 0) return new Map();
      const rows = await db
        .select({ id: document.id, name: document.name })
        .from(document)
        .where(and(inArray(document.id, ids), isNull(document.deletedAt)));
      return new Map(rows.map((row) => [row.id, row.name]));
    },

    /** How many documents of a scope searches may miss for now: still being read, or to be indexed again. */
    async pending(scope: { collectionIds: string[]; documentIds?: string[] }): Promise<number> {
      if (scope.collectionIds.length === 0) return 0;
      return db.$count(
        document,
        and(
          inArray(document.collectionId, scope.collectionIds),
          scope.documentIds === undefined ? undefined : inArray(document.id, scope.documentIds),
          isNull(document.deletedAt),
          or(notInArray(document.status, ["ready", "failed"]), eq(document.indexLost, true)),
        ),
      );
    },

    /** Live documents whose name holds one of these texts, whatever its case. */
    async named(names: string[], collectionIds: string[]): Promise<string[]> {
      if (collectionIds.length === 0) return [];
      const rows = await db
        .select({ id: document.id, name: document.name })
        .from(document)
        .where(and(inArray(document.collectionId, collectionIds), isNull(document.deletedAt)));
      const wanted = names.map((name) => name.toLowerCase());
      return rows.filter(({ name }) => wanted.some((part) => name.toLowerCase().includes(part))).map(({ id }) => id);
    },

    /** Of these documents, the live ones: id → collection's id. */
    async collectionsOf(ids: string[]): Promise<Map<string, string>> {
      if (ids.length === 0) return new Map();
      const { id, collectionId } = document;
      const rows = await db
        .select({ id, collectionId })
        .from(document)
        .where(and(inArray(id, ids), isNull(document.deletedAt)));
      return new Map(rows.map((row) => [row.id, row.collectionId]));
    },

    /** True when something in these collections, or of these documents in them, can be searched. */
    async anyFindable(collectionIds: string[], documentIds?: string[]): Promise<boolean> {
      if (collectionIds.length === 0) return false;
      const findable = and(
        inArray(document.collectionId, collectionIds),
        documentIds === undefined ? undefined : inArray(document.id, documentIds),
        isNull(document.deletedAt),
        or(eq(document.status, "ready"), eq(document.textReady, true)),
      );
      return (await db.select({ id: document.id }).from(document).where(findable).limit(1)).length > 0;
    },

    /** Those of these documents that have pages which could not be read. */
    async unreadable(ids: string[]): Promise<Coverage["unreadable"]> {
      if (ids.length === 0) return [];
      const rows = await db
        .select({ documentId: document.id, documentName: document.name, pages: document.unreadablePages })
        .from(document)
        .where(and(inArray(document.id, ids), isNull(document.deletedAt)));
      return rows.filter(({ pages }) => pages.length > 0);
    },
  };
}
