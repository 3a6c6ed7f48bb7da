import type { Person } from "../access/index.ts";
import { FootnoteError } from "../base/errors.ts";
import type { Answer } from "../base/types.ts";
import type { ConversationRecord, Conversations, Documents, UnansweredQuestion } from "../catalog/index.ts";

export interface ConversationsServiceOptions {
  conversations: Conversations;
  documents: Pick<Documents, "names">;
}

const missing = (what: string) =>
  new FootnoteError("not_found", `There is no such ${what}.`, { hint: "It may have been deleted. Reload the page." });

/** A person's own conversations and answers. What was quoted from a document that is gone is marked stale. */
export function createConversationsService({ conversations, documents }: ConversationsServiceOptions) {
  const withStale = async (answers: Answer[]): Promise<Answer[]> => {
    const cited = answers.flatMap(({ citations, evidence }) => [...citations, ...evidence]);
    const names = await documents.names([...new Set(cited.map(({ documentId }) => documentId))]);
    return answers.map((answer) => ({
      ...answer,
      stale: [...answer.citations, ...answer.evidence].some(({ documentId }) => !names.has(documentId)),
    }));
  };

  return {
    list: (person: Person): Promise<ConversationRecord[]> => conversations.list(person.id),

    /** What the documents of the collections that this person keeps did not answer, newest first. */
    unanswered: (person: Person): Promise<UnansweredQuestion[]> => conversations.unanswered(person.id),

    async get(person: Person, id: string): Promise<{ id: string; title: string; answers: Answer[] }> {
      const found = await conversations.get(id, person.id);
      if (!found) throw missing("conversation");
      return { ...found, answers: await withStale(found.answers) };
    },

    async rename(person: Person, id: string, title: string): Promise<void> {
      if (!(await conversations.rename(id, person.id, title))) throw missing("conversation");
    },

    async remove(person: Person, id: string): Promise<void> {
      if (!(await conversations.remove(id, person.id))) throw missing("conversation");
    },

    async answer(person: Person, id: string): Promise<Answer> {
      const found = await conversations.answer(id, person.id);
      if (!found) throw missing("answer");
      const [answer] = await withStale([found]);
      return answer ?? found;
    },
  };
}
