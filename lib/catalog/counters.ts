import { eq, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { counter } from "./schema.ts";

export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** `revision`: of the documents, one more with every change. `lease`: of jobs, one more with every lease that is taken. */
export type CounterName = "revision" | "lease";

/**
 * The counter's next value, taken in the transaction that uses it: values come in the order of the commits and never
 * again, whatever rows are purged.
 */
export async function advance(tx: Transaction, name: CounterName, by = 1): Promise<number> {
  const [row] = await tx
    .insert(counter)
    .values({ name, value: by })
    .onConflictDoUpdate({ target: counter.name, set: { value: sql`${counter.value} + ${by}` } })
    .returning({ value: counter.value });
  if (row === undefined) throw new Error("the counter was not returned");
  return row.value;
}

/** The value last taken; 0 before the first. */
export async function current(db: Database, name: CounterName): Promise<number> {
  const [row] = await db.select({ value: counter.value }).from(counter).where(eq(counter.name, name));
  return row?.value ?? 0;
}
