import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { sql } from "drizzle-orm";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { migrate } from "drizzle-orm/libsql/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { FootnoteError } from "../base/errors.ts";
import type * as schema from "./schema.ts";
import { createSnapshots } from "./snapshot.ts";

export interface UpgradeOptions {
  db: LibSQLDatabase<typeof schema>;
  migrationsFolder: string;
  /** The database's file; null on a database server. */
  path: string | null;
  /** Opens a copy of the file. */
  openCopy(path: string): Promise<{ db: LibSQLDatabase<typeof schema>; close(): void }>;
}

/**
 * Brings the tables up to date. Those of an earlier version are brought up to date in a copy first, so that an upgrade that
 * fails leaves everything as it was; the copy is deleted in either case.
 * @throws FootnoteError `conflict` where the tables are a newer version's, or where they could not be brought up to date.
 */
export async function upgrade({ db, migrationsFolder, path, openCopy }: UpgradeOptions): Promise<void> {
  const newest = Math.max(...readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis));
  const applied = await lastApplied(db);
  if (applied === newest) return;
  if (applied !== null && applied > newest)
    throw new FootnoteError("conflict", "The data folder was written by a newer Footnote than this one.", {
      hint: "Start that version again, or restore a backup that this version made (`footnote restore`). Nothing was changed.",
    });
  if (applied !== null && path !== null) await tryOnCopy(db, { path, migrationsFolder, openCopy });
  await migrate(db, { migrationsFolder }).catch(async (error) => {
    // Another process was quicker.
    if ((await lastApplied(db)) !== newest) throw error;
  });
}

async function tryOnCopy(
  db: LibSQLDatabase<typeof schema>,
  { path, migrationsFolder, openCopy }: Pick<UpgradeOptions, "migrationsFolder" | "openCopy"> & { path: string },
): Promise<void> {
  const copy = `${path}.upgrading-${randomUUID().slice(0, 8)}`;
  try {
    await createSnapshots(db).write(copy);
    const opened = await openCopy(copy);
    try {
      await migrate(opened.db, { migrationsFolder });
    } finally {
      opened.close();
    }
  } catch (cause) {
    throw new FootnoteError("conflict", "The catalogue could not be brought up to date. Nothing was changed.", {
      hint: "Start the version that you had before; it runs as it did. Then report what the log says.",
      cause,
    });
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) await rm(copy + suffix, { force: true });
  }
}

/** When the newest migration that was applied was made, ms since 1970; null in a database without tables. */
async function lastApplied(db: LibSQLDatabase<typeof schema>): Promise<number | null> {
  const found = await db.all(sql`SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'`);
  if (found.length === 0) return null;
  const [row] = await db.all<{ at: number | null }>(sql`SELECT MAX(created_at) AS at FROM __drizzle_migrations`);
  return row?.at == null ? null : Number(row.at);
}
