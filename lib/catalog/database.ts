import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@libsql/client";
import { drizzle, type LibSQLDatabase } from "drizzle-orm/libsql";
import * as schema from "./schema.ts";
import { serialiseWrites } from "./serialise-writes.ts";
import { upgrade } from "./upgrade.ts";

export type Database = LibSQLDatabase<typeof schema>;

export interface DatabaseOptions {
  /** `file:/absolute/path.db`, or a libsql server's address. */
  url: string;
  authToken?: string;
}

export interface OpenDatabase {
  db: Database;
  /** Brings the tables up to date (`upgrade.ts`). Safe to call from several processes: one does it, the others wait. */
  migrate(migrationsFolder: string): Promise<void>;
  close(): void;
}

/**
 * Opens the catalogue's database. A file is kept in write-ahead mode, so that web and worker read while one writes, and
 * with `synchronous=FULL`, SQLite's default: an acknowledged upload survives a power cut (575 commits/s, FACTS.md).
 */
export async function openDatabase({ url, authToken }: DatabaseOptions): Promise<OpenDatabase> {
  const path = pathOf(url);
  if (path !== null) mkdirSync(dirname(path), { recursive: true });
  const opened = createClient({ url, timeout: 10_000, ...(authToken ? { authToken } : {}) });
  const client = path === null ? opened : serialiseWrites(opened);
  if (path !== null) await client.execute("PRAGMA journal_mode = WAL");
  const db = drizzle(client, { schema });
  return {
    db,
    migrate: (migrationsFolder) =>
      upgrade({ db, migrationsFolder, path, openCopy: (copy) => openDatabase({ url: `file:${copy}` }) }),
    close: () => client.close(),
  };
}

/** The file of an address; null for a server's. */
function pathOf(url: string): string | null {
  if (url.startsWith("file:///")) return fileURLToPath(url);
  return url.startsWith("file:") ? url.slice("file:".length) : null;
}
