import { and, eq, isNull, notInArray } from "drizzle-orm";
import { advance } from "../counters.ts";
import type { Database } from "../database.ts";
import { document } from "../schema.ts";

/** What the index holds, as SQL knows it. */
export function createIndexState(db: Database) {
  return {
    /** Notes which ready documents the index lacks; all others it holds. */
    async noteLost(ids: string[]): Promise<void> {
      const lost = new Set(ids);
      await db.transaction(
        async (tx) => {
          const rows = await tx.select({ id: document.id, was: document.indexLost }).from(document);
          const revision = await advance(tx, "revision");
          for (const { id, was } of rows.filter((row) => row.was !== lost.has(row.id))) {
            await tx.update(document).set({ indexLost: !was, revision }).where(eq(document.id, id));
          }
        },
        { behavior: "immediate" },
      );
    },

    /** A ready document that the index lacks, none of these; null when there is none. */
    async nextLost(except: string[]): Promise<string | null> {
      const [row] = await db
        .select({ id: document.id })
        .from(document)
        .where(
          and(
            eq(document.indexLost, true),
            eq(document.status, "ready"),
            isNull(document.deletedAt),
            notInArray(document.id, except),
          ),
        )
        .limit(1);
      return row?.id ?? null;
    },

    /** Ids of documents that the index should hold. */
    async readyIds(): Promise<string[]> {
      const rows = await db
        .select({ id: document.id })
        .from(document)
        .where(and(eq(document.status, "ready"), isNull(document.deletedAt)));
      return rows.map((row) => row.id);
    },
  };
}
