import { sql } from "drizzle-orm";
import { integer, text } from "drizzle-orm/sqlite-core";

/** Columns that many tables have. */

export const id = () => text("id").primaryKey();
export const at = (name: string) => integer(name, { mode: "timestamp_ms" });
export const now = (name: string) => at(name).notNull().default(sql`(unixepoch('subsec') * 1000)`);
