import { randomUUID } from "node:crypto";
import { and, desc, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { testQuestion } from "../schema.ts";

/** A question to ask again after a change, and where its answer stood. */
export interface TestQuestion {
  id: string;
  answerId: string;
  question: string;
  /** With `page` and `quote` null when the documents do not hold an answer. */
  documentName: string | null;
  page: number | null;
  quote: string | null;
  unanswerable: boolean;
  keptAt: string;
}

/** A person's test questions. Every call takes the person's id: there is no way around it. */
export function createTestQuestions(db: Database) {
  return {
    /** Newest first. */
    async list(userId: string): Promise<TestQuestion[]> {
      const rows = await db
        .select()
        .from(testQuestion)
        .where(eq(testQuestion.userId, userId))
        .orderBy(desc(testQuestion.createdAt), desc(testQuestion.id));
      return rows.map(toRecord);
    },

    /** Keeps a question; one made from the same answer is replaced and keeps its id. */
    async keep(question: Omit<TestQuestion, "id" | "keptAt">, userId: string): Promise<TestQuestion> {
      const [row] = await db
        .insert(testQuestion)
        .values({ ...question, id: randomUUID(), userId })
        .onConflictDoUpdate({ target: [testQuestion.userId, testQuestion.answerId], set: question })
        .returning();
      if (!row) throw new Error("an upsert returned no row");
      return toRecord(row);
    },

    async remove(id: string, userId: string): Promise<boolean> {
      const rows = await db
        .delete(testQuestion)
        .where(and(eq(testQuestion.id, id), eq(testQuestion.userId, userId)))
        .returning({ id: testQuestion.id });
      return rows.length > 0;
    },
  };
}

function toRecord({ userId: _, createdAt, ...row }: typeof testQuestion.$inferSelect): TestQuestion {
  return { ...row, keptAt: createdAt.toISOString() };
}

export type TestQuestions = ReturnType<typeof createTestQuestions>;
