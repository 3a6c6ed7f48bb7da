import { createClient } from "@libsql/client";
import { sql } from "drizzle-orm";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { FootnoteError } from "../base/errors.ts";
import type * as schema from "./schema.ts";

/** A document's file as the catalogue names it. */
export interface OriginalEntry {
  sha256: string;
  bytes: number;
}

/** Writes the whole database, as it is at one moment, to a new file; others read and write meanwhile. */
export function createSnapshots(db: LibSQLDatabase<typeof schema>) {
  return {
    /** @param path of a file that is not there yet. */
    async write(path: string): Promise<void> {
      await db.run(sql`VACUUM INTO ${path}`);
    },
    /** Whether a document that is not deleted still has this file. */
    async holds(sha256: string): Promise<boolean> {
      const rows = await db.all(sql`SELECT 1 FROM document WHERE sha256 = ${sha256} AND deleted_at IS NULL LIMIT 1`);
      return rows.length > 0;
    },
  };
}

/** Opens the database in a file for reading only, such as a snapshot. @throws FootnoteError `damaged_file`. */
export async function openSnapshot(path: string) {
  const client = createClient({ url: `file:${path}` });
  const ask = async (sql: string) => {
    try {
      return (await client.execute(sql)).rows;
    } catch (cause) {
      throw new FootnoteError("damaged_file", "The catalogue cannot be read.", {
        hint: "Restore it from a backup that `footnote verify` finds whole.",
        cause,
      });
    }
  };
  return {
    /** The files of all documents that are not deleted, each once. */
    async originals(): Promise<OriginalEntry[]> {
      const rows = await ask(
        "SELECT sha256, MAX(size) AS bytes FROM document WHERE deleted_at IS NULL GROUP BY sha256 ORDER BY sha256",
      );
      return rows.map(({ sha256, bytes }) => ({ sha256: String(sha256), bytes: Number(bytes) }));
    },
    async counts(): Promise<{ documents: number; conversations: number }> {
      const [row] = await ask(
        `SELECT (SELECT COUNT(*) FROM document WHERE deleted_at IS NULL) AS documents,
          (SELECT COUNT(*) FROM conversation) AS conversations`,
      );
      return { documents: Number(row?.documents), conversations: Number(row?.conversations) };
    },
    /** What SQLite itself finds wrong, one line each; nothing where all is well. */
    async faults(): Promise<string[]> {
      const rows = await ask("PRAGMA integrity_check(20)");
      return rows.map((row) => String(row.integrity_check)).filter((line) => line !== "ok");
    },
    close: () => client.close(),
  };
}
