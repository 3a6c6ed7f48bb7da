import { randomUUID } from "node:crypto";
import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import type { Answer } from "../../base/types.ts";
import type { Database } from "../database.ts";
import { readKeptAnswer } from "../kept-answer.ts";
import { answer, comparison } from "../schema.ts";
import { addToMeters } from "./meters.ts";

export type Preference = "left" | "right" | "tie";

/** One question asked of two. */
export interface Comparison {
  id: string;
  question: string;
  left: { name: string; answer: Answer };
  right: { name: string; answer: Answer };
  /** The right one was written earlier, from the passages found then. */
  earlier: boolean;
  preference: Preference | null;
  createdAt: string;
}

/** A comparison in a list: without its answers. */
export interface ComparisonSummary {
  id: string;
  question: string;
  left: string;
  right: string;
  preference: Preference | null;
  createdAt: string;
}

/** How often each of two was preferred, whichever side it stood on. */
export interface PreferenceTotal {
  a: string;
  b: string;
  aPreferred: number;
  bPreferred: number;
  ties: number;
}

/** A kept answer that another model could be compared with. */
export interface EarlierAnswer {
  answerId: string;
  question: string;
  model: string;
  createdAt: string;
}

/** Comparisons listed at most, and earlier answers offered. */
const LISTED = 100;
const EARLIER = 30;

/** A person's comparisons. Every call takes the person's id: there is no way around it. */
export function createComparisons(db: Database) {
  const own = (id: string, userId: string) => and(eq(comparison.id, id), eq(comparison.userId, userId));

  return {
    /** Newest first. */
    async list(userId: string): Promise<ComparisonSummary[]> {
      const rows = await db
        .select({
          id: comparison.id,
          question: comparison.question,
          left: comparison.leftName,
          right: comparison.rightName,
          preference: comparison.preference,
          createdAt: comparison.createdAt,
        })
        .from(comparison)
        .where(eq(comparison.userId, userId))
        .orderBy(desc(comparison.createdAt), desc(comparison.id))
        .limit(LISTED);
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
    },

    async get(id: string, userId: string): Promise<Comparison | null> {
      const [row] = await db.select().from(comparison).where(own(id, userId));
      return row === undefined ? null : toRecord(row);
    },

    async keep(made: Omit<Comparison, "id" | "preference" | "createdAt">, userId: string): Promise<Comparison> {
      const { question, left, right, earlier } = made;
      const [row] = await db
        .insert(comparison)
        .values({
          id: randomUUID(),
          userId,
          question,
          leftName: left.name,
          rightName: right.name,
          left: left.answer,
          right: right.answer,
          earlier,
        })
        .returning();
      if (!row) throw new Error("an insert returned no row");
      return toRecord(row);
    },

    /** An answer made for a comparison counts in the meters like any other. */
    meter: (made: Answer, userId: string): Promise<void> => db.transaction((tx) => addToMeters(tx, made, userId)),

    async prefer(id: string, userId: string, preference: Preference | null): Promise<boolean> {
      const rows = await db
        .update(comparison)
        .set({ preference })
        .where(own(id, userId))
        .returning({ id: comparison.id });
      return rows.length > 0;
    },

    async remove(id: string, userId: string): Promise<boolean> {
      const rows = await db.delete(comparison).where(own(id, userId)).returning({ id: comparison.id });
      return rows.length > 0;
    },

    /** Pairs by how often they were judged; the names of a pair in the order of the alphabet. */
    async totals(userId: string): Promise<PreferenceTotal[]> {
      const a = sql<string>`min(${comparison.leftName}, ${comparison.rightName})`;
      const b = sql<string>`max(${comparison.leftName}, ${comparison.rightName})`;
      const preferred = sql`case ${comparison.preference} when 'left' then ${comparison.leftName}
        when 'right' then ${comparison.rightName} end`;
      return db
        .select({
          a,
          b,
          aPreferred: sql<number>`sum(${comparison.preference} <> 'tie' and ${preferred} = ${a})`,
          bPreferred: sql<number>`sum(${comparison.preference} <> 'tie' and ${preferred} = ${b})`,
          ties: sql<number>`sum(${comparison.preference} = 'tie')`,
        })
        .from(comparison)
        .where(and(eq(comparison.userId, userId), isNotNull(comparison.preference)))
        .groupBy(a, b)
        .orderBy(sql`count(*) desc`);
    },

    /** A person's newest answers that were written by a model of another name. */
    async earlier(userId: string, thanModel: string): Promise<EarlierAnswer[]> {
      const model = sql<string>`json_extract(${answer.record}, '$.model.name')`;
      const rows = await db
        .select({
          answerId: answer.id,
          question: sql<string>`coalesce(json_extract(${answer.record}, '$.searchedAs'), json_extract(${answer.record}, '$.question'))`,
          model,
          createdAt: answer.createdAt,
        })
        .from(answer)
        .where(
          and(
            eq(answer.userId, userId),
            sql`json_extract(${answer.record}, '$.status') = 'answered'`,
            sql`${model} <> ${thanModel}`,
          ),
        )
        .orderBy(desc(answer.createdAt))
        .limit(EARLIER);
      return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
    },
  };
}

function toRecord(row: typeof comparison.$inferSelect): Comparison {
  const { id, question, leftName, rightName, left, right, earlier, preference, createdAt } = row;
  return {
    id,
    question,
    left: { name: leftName, answer: readKeptAnswer(left) },
    right: { name: rightName, answer: readKeptAnswer(right) },
    earlier,
    preference,
    createdAt: createdAt.toISOString(),
  };
}

export type Comparisons = ReturnType<typeof createComparisons>;
