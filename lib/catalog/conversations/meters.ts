import { and, eq, gte, inArray, or, type SQL, sql } from "drizzle-orm";
import type { Answer } from "../../base/types.ts";
import type { Transaction } from "../counters.ts";
import type { Database } from "../database.ts";
import { collection, document, member, meterDay } from "../schema.ts";

/** What answers cost together. What was measured and what was estimated is never added up. */
export interface MeterTotals {
  answers: number;
  promptTokens: number;
  thoughtTokens: number;
  /** Tokens written, thinking left aside. */
  textTokens: number;
  /** From the question to the end of the answer, waiting in line left aside. */
  seconds: number;
  wattHours: { measured: number; estimated: number };
}

export interface Meters {
  /** Oldest first; days without an answer are left out. `day` is YYYY-MM-DD by the server's clock. */
  days: (MeterTotals & { day: string })[];
  /** Most answers first. `collectionId` is null for what no one collection bore: only the asker sees that. */
  collections: (MeterTotals & { collectionId: string | null; name: string | null })[];
  total: MeterTotals;
}

/** Adds an answer to its day. It counts for the collection of what it cites first, or of the nearest passage. */
export async function addToMeters(tx: Transaction, answer: Answer, userId: string): Promise<void> {
  const { usage, timings, energy } = answer;
  const documentId = (answer.citations[0] ?? answer.evidence[0])?.documentId;
  const [found] =
    documentId === undefined
      ? []
      : await tx.select({ id: document.collectionId }).from(document).where(eq(document.id, documentId));
  const spent = {
    answers: 1,
    promptTokens: usage.promptTokens,
    thoughtTokens: usage.reasoningTokens,
    textTokens: Math.max(0, usage.completionTokens - usage.reasoningTokens),
    milliseconds: Math.max(0, Math.round(timings.totalMs - timings.queueMs)),
    measuredWattHours: energy.method === "measured" ? energy.wattHours : 0,
    estimatedWattHours: energy.method === "estimated" ? energy.wattHours : 0,
  };
  const raised = Object.fromEntries(
    Object.keys(spent).map((name): [string, SQL] => {
      const column = sql.identifier(meterDay[name as keyof typeof spent].name); // the keys are the table's own
      return [name, sql`${column} + excluded.${column}`];
    }),
  );
  await tx
    .insert(meterDay)
    .values({ day: dayOf(new Date(answer.createdAt)), collectionId: found?.id ?? "", userId, ...spent })
    .onConflictDoUpdate({ target: [meterDay.day, meterDay.collectionId, meterDay.userId], set: raised });
}

/** Totals of what answers cost. Every read takes the person's id and counts only collections of theirs. */
export function createMeters(db: Database) {
  return {
    /** The last `days` days, today among them. */
    async read(userId: string, days: number, now = new Date()): Promise<Meters> {
      const first = new Date(now);
      first.setDate(first.getDate() - days + 1);
      const theirs = db.select({ id: member.collectionId }).from(member).where(eq(member.userId, userId));
      const visible = and(
        gte(meterDay.day, dayOf(first)),
        or(inArray(meterDay.collectionId, theirs), and(eq(meterDay.collectionId, ""), eq(meterDay.userId, userId))),
      );
      const byDay = await db
        .select({ day: meterDay.day, ...sums })
        .from(meterDay)
        .where(visible)
        .groupBy(meterDay.day)
        .orderBy(meterDay.day);
      const byCollection = await db
        .select({ collectionId: meterDay.collectionId, name: collection.name, ...sums })
        .from(meterDay)
        .leftJoin(collection, eq(collection.id, meterDay.collectionId))
        .where(visible)
        .groupBy(meterDay.collectionId)
        .orderBy(sql`sum(${meterDay.answers}) desc`);
      const [all] = await db.select(sums).from(meterDay).where(visible);
      return {
        days: byDay.map(({ day, ...row }) => ({ day, ...toTotals(row) })),
        collections: byCollection.map(({ collectionId, name, ...row }) => ({
          collectionId: collectionId === "" ? null : collectionId,
          name,
          ...toTotals(row),
        })),
        total: toTotals(all),
      };
    },
  };
}

const sum = (column: SQL | (typeof meterDay)["answers" | "measuredWattHours"]) =>
  sql<number>`coalesce(sum(${column}), 0)`;
const sums = {
  answers: sum(meterDay.answers),
  promptTokens: sum(sql`${meterDay.promptTokens}`),
  thoughtTokens: sum(sql`${meterDay.thoughtTokens}`),
  textTokens: sum(sql`${meterDay.textTokens}`),
  milliseconds: sum(sql`${meterDay.milliseconds}`),
  measured: sum(meterDay.measuredWattHours),
  estimated: sum(sql`${meterDay.estimatedWattHours}`),
};

function toTotals(row: Record<keyof typeof sums, number> | undefined): MeterTotals {
  const {
    milliseconds = 0,
    measured = 0,
    estimated = 0,
    ...counts
  } = row ?? {
    answers: 0,
    promptTokens: 0,
    thoughtTokens: 0,
    textTokens: 0,
  };
  return { ...counts, seconds: milliseconds / 1000, wattHours: { measured, estimated } };
}

/** YYYY-MM-DD by the server's clock: a team's day, not UTC's. */
function dayOf(date: Date): string {
  const two = (n: number) => `${n}`.padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export type MeterTable = ReturnType<typeof createMeters>;
