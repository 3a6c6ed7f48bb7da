import { asc, sql } from "drizzle-orm";
import type { AnswerStatus } from "../../base/types.ts";
import type { Database } from "../database.ts";
import { answer, document, member } from "../schema.ts";

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

/** What was asked and not answered. */
export function createUnanswered(db: Database) {
  return {
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
  };
}
