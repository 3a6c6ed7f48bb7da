import { randomUUID } from "node:crypto";
import { and, asc, count, desc, eq, sql } from "drizzle-orm";
import type { Answer, AnswerStatus } from "../base/types.ts";
import type { Database } from "./database.ts";
import { readKeptAnswer } from "./kept-answer.ts";
import { addToMeters } from "./meters.ts";
import { answer, conversation, document, member } from "./schema.ts";

export interface ConversationRecord {
  id: string;
  title: string;
  updatedAt: string;
  answers: number;
}

/** A question that the documents did not answer, or that the model declined to. */
export interface UnansweredQuestion {
  question: string;
  status: Extract<AnswerStatus, "no_evidence" | "model_declined">;
  askedAt: string;
  /** Null when someone else asked: the conversation is theirs alone. */
  conversationId: string | null;
}

/** Unanswered questions listed at most. */
const UNANSWERED = 200;

/** A person's conversations and kept answers. Every read takes the person's id: there is no way around it. */
export function createConversations(db: Database) {
  const own = (id: string, userId: string) => and(eq(conversation.id, id), eq(conversation.userId, userId));

  return {
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
     * @returns false when its conversation is gone: then nothing is kept
     */
    async keep(record: Answer, userId: string): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [there] = await tx
          .select({ id: conversation.id })
          .from(conversation)
          .where(own(record.conversationId, userId));
        if (there === undefined) return false;
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
        await tx.update(conversation).set({ updatedAt: new Date() }).where(eq(conversation.id, record.conversationId));
        return true;
      });
    },

    /**
     * Questions still without an answer, newest first, each once: a person's own, and others' whose nearest passages all
     * stand in collections that this person owns or edits. One that was answered when its asker asked again is left out.
     */
    async unanswered(userId: string): Promise<UnansweredQuestion[]> {
      const status = sql<AnswerStatus>`json_extract(${answer.record}, '$.status')`;
      const nearest = sql`json_each(${answer.record}, '$.evidence') as passage`;
      const inKept = sql`exists (select 1 from ${document} join ${member} on ${member.collectionId} = ${document.collectionId}
        where ${document.id} = json_extract(passage.value, '$.documentId')
        and ${member.userId} = ${userId} and ${member.role} in ('owner', 'editor'))`;
      const visible = sql`(${answer.userId} = ${userId} or (exists (select 1 from ${nearest})
        and not exists (select 1 from ${nearest} where not ${inKept})))`;
      const rows = await db
        .select({
          userId: answer.userId,
          conversationId: answer.conversationId,
          question: sql<string>`json_extract(${answer.record}, '$.question')`,
          status,
          askedAt: answer.createdAt,
        })
        .from(answer)
        .where(
          sql`${status} in ('answered', 'quoted') or (${status} in ('no_evidence', 'model_declined') and ${visible})`,
        )
        .orderBy(asc(answer.createdAt));
      // The last time a person asked it is the one that counts.
      const last = new Map<string, UnansweredQuestion | null>();
      for (const { userId: asker, question, status, askedAt, conversationId } of rows) {
        const key = `${asker} ${question.trim().toLowerCase()}`;
        last.delete(key);
        const isOpen = status === "no_evidence" || status === "model_declined";
        const own = asker === userId ? conversationId : null;
        last.set(key, isOpen ? { question, status, askedAt: askedAt.toISOString(), conversationId: own } : null);
      }
      const open = [...last.values()].filter((question) => question !== null);
      return open.reverse().slice(0, UNANSWERED);
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
