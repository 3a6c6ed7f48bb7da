import { randomUUID } from "node:crypto";
import { and, asc, count, desc, eq } from "drizzle-orm";
import type { Answer } from "../../base/types.ts";
import type { Database } from "../database.ts";
import { readKeptAnswer } from "../kept-answer.ts";
import { answer, conversation } from "../schema.ts";
import { addToMeters } from "./meters.ts";
import { createUnanswered } from "./unanswered.ts";

export interface ConversationRecord {
  id: string;
  title: string;
  updatedAt: string;
  answers: number;
}

/** A person's conversations and kept answers. Every read takes the person's id: there is no way around it. */
export function createConversations(db: Database) {
  const own = (id: string, userId: string) => and(eq(conversation.id, id), eq(conversation.userId, userId));

  return {
    ...createUnanswered(db),

    async list(userId: string): Promise<ConversationRecord[]> {
      const rows = await db
        .select({
          id: conversation.id,
          title: conversation.title,
          updatedAt: conversation.updatedAt,
          answers: count(answer.id),
        })
        .from(conversation)
        .leftJoin(answer, eq(answer.conversationId, conversation.id))
        .where(eq(conversation.userId, userId))
        .groupBy(conversation.id)
        .orderBy(desc(conversation.updatedAt))
        .limit(500);
      return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
    },

    async create(userId: string, title: string): Promise<string> {
      const id = randomUUID();
      await db.insert(conversation).values({ id, userId, title });
      return id;
    },

    async get(id: string, userId: string): Promise<{ id: string; title: string; answers: Answer[] } | null> {
      const [row] = await db.select().from(conversation).where(own(id, userId));
      if (!row) return null;
      const answers = await db
        .select({ record: answer.record })
        .from(answer)
        .where(eq(answer.conversationId, id))
        .orderBy(asc(answer.createdAt));
      return { id: row.id, title: row.title, answers: answers.map(({ record }) => readKeptAnswer(record)) };
    },

    async rename(id: string, userId: string, title: string): Promise<boolean> {
      const rows = await db
        .update(conversation)
        .set({ title })
        .where(own(id, userId))
        .returning({ id: conversation.id });
      return rows.length > 0;
    },

    async remove(id: string, userId: string): Promise<boolean> {
      return db.transaction(async (tx) => {
        const rows = await tx.delete(conversation).where(own(id, userId)).returning({ id: conversation.id });
        if (rows.length > 0) await tx.delete(answer).where(eq(answer.conversationId, id));
        return rows.length > 0;
      });
    },

    /** False once it was deleted. */
    async exists(id: string, userId: string): Promise<boolean> {
      const rows = await db.select({ id: conversation.id }).from(conversation).where(own(id, userId));
      return rows.length > 0;
    },

    /**
     * Keeps an answer, or replaces the one kept under the same id. The meters count it once.
     * @returns false, with nothing kept, when the conversation is gone: deleted while the answer was written.
     */
    async keep(record: Answer, userId: string): Promise<boolean> {
      return db.transaction(async (tx) => {
        const touched = await tx
          .update(conversation)
          .set({ updatedAt: new Date() })
          .where(own(record.conversationId, userId))
          .returning({ id: conversation.id });
        if (touched.length === 0) return false;
        const [before] = await tx.select({ id: answer.id }).from(answer).where(eq(answer.id, record.id));
        if (before === undefined) await addToMeters(tx, record, userId);
        await tx
          .insert(answer)
          .values({
            id: record.id,
            conversationId: record.conversationId,
            userId,
            record,
            createdAt: new Date(record.createdAt),
          })
          .onConflictDoUpdate({ target: answer.id, set: { record } });
        return true;
      });
    },

    async answer(id: string, userId: string): Promise<Answer | null> {
      const [row] = await db
        .select({ record: answer.record })
        .from(answer)
        .where(and(eq(answer.id, id), eq(answer.userId, userId)));
      return row === undefined ? null : readKeptAnswer(row.record);
    },
  };
}

export type Conversations = ReturnType<typeof createConversations>;
