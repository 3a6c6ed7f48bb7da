import type { Person } from "../access/index.ts";
import { FootnoteError } from "../base/errors.ts";
import type { Answer } from "../base/types.ts";
import type { Conversations, TestQuestion, TestQuestions } from "../catalog/index.ts";
import type { EvalQuestion } from "../eval/index.ts";

export interface TestQuestionsServiceOptions {
  conversations: Pick<Conversations, "answer">;
  testQuestions: TestQuestions;
  /** The form that `footnote eval` reads. */
  format(questions: EvalQuestion[]): string;
}

/** A person's own test questions, made from their own answers. */
export function createTestQuestionsService({ conversations, testQuestions, format }: TestQuestionsServiceOptions) {
  return {
    list: (person: Person): Promise<TestQuestion[]> => testQuestions.list(person.id),

    /** The same as JSON Lines, oldest first. */
    async jsonLines(person: Person): Promise<string> {
      return format((await testQuestions.list(person.id)).reverse().map(toEvalQuestion));
    },

    /**
     * Keeps an answer's question with what it cites first; one that found nothing, as a question to be refused.
     * @throws FootnoteError `not_found`, or `conflict` for an answer that says neither.
     */
    async keep(person: Person, answerId: string): Promise<TestQuestion> {
      const answer = await conversations.answer(answerId, person.id);
      if (!answer) throw new FootnoteError("not_found", "answerId: There is no such answer.");
      return testQuestions.keep(fromAnswer(answer), person.id);
    },

    async remove(person: Person, id: string): Promise<void> {
      if (!(await testQuestions.remove(id, person.id))) {
        throw new FootnoteError("not_found", "There is no such test question.", {
          hint: "It may have been deleted. Reload the page.",
        });
      }
    },
  };
}

function fromAnswer(answer: Answer): Omit<TestQuestion, "id" | "keptAt"> {
  // A follow-up is kept as it was searched: it is asked again without the conversation around it.
  const asked = { answerId: answer.id, question: answer.searchedAs ?? answer.question };
  if (answer.status === "no_evidence") {
    return { ...asked, documentName: null, page: null, quote: null, unanswerable: true };
  }
  const [first] = answer.citations;
  if (answer.status !== "answered" || first === undefined) {
    throw new FootnoteError("conflict", "This answer cites nothing that it could be tested by.", {
      hint: "Keep one with a citation, or one that says that the documents hold no answer.",
    });
  }
  return {
    ...asked,
    documentName: first.documentName,
    page: first.page,
    quote: first.quote,
    unanswerable: false,
  };
}

function toEvalQuestion({ id, question, documentName, page, quote, unanswerable }: TestQuestion): EvalQuestion {
  const places = documentName === null ? [] : [{ document: documentName, page, quote }];
  return { id, question, answer: null, places, unanswerable, kinds: [] };
}
