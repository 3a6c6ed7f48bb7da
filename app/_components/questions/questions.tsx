"use client";

import { Trash2 } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { type ApiError, asApiError, sendJson } from "../data/api.ts";
import type { TestQuestion, UnansweredQuestion } from "../data/records.ts";
import { Section } from "../settings/section.tsx";
import { Button } from "../ui/button.tsx";
import { flowing } from "../ui/marked-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { SheetPage } from "../ui/sheet-page.tsx";
import { When } from "../ui/when.tsx";

interface Props {
  unanswered: UnansweredQuestion[];
  initiallyKept: TestQuestion[];
}

/** What the documents did not answer, and what is kept to be asked again. */
export function Questions({ unanswered, initiallyKept }: Props) {
  const [kept, setKept] = useState(initiallyKept);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const remove = (id: string) =>
    sendJson("DELETE", `/test-questions/${id}`).then(
      () => setKept((before) => before.filter((one) => one.id !== id)),
      (error: unknown) => setProblem(asApiError(error)),
    );

  return (
    <SheetPage title="Questions">
      {problem !== null && (
        <div className="pt-4">
          <Notice look="bad" hint={problem.hint} live>
            {problem.message}
          </Notice>
        </div>
      )}
      <Section title="Questions your documents did not answer">
        <List
          items={unanswered}
          empty="None. What your documents do not hold, or the model declines to answer, is listed here."
        >
          {({ question, status, askedAt, conversationId }) => (
            <li key={`${askedAt} ${question}`} className="border-t py-2.5 first:border-t-0">
              {conversationId === null ? (
                <span className="break-words font-serif text-[1.06rem]">{question}</span>
              ) : (
                <Link
                  href={`/c/${conversationId}`}
                  className="break-words font-serif text-[1.06rem] hover:underline hover:underline-offset-4"
                >
                  {question}
                </Link>
              )}
              <p className="text-soft text-sm">
                <When iso={askedAt} />, {status === "no_evidence" ? "not in the documents" : "the model declined"}
                {conversationId === null && ", asked by someone else"}
              </p>
            </li>
          )}
        </List>
      </Section>
      <Section title="Test questions">
        <List items={kept} empty="None kept. Choose “Keep as test question” under an answer that is right.">
          {({ id, question, documentName, page, quote }) => (
            <li key={id} className="flex items-start gap-2 border-t py-2.5 first:border-t-0">
              <div className="min-w-0 flex-1">
                <p className="break-words font-serif text-[1.06rem]">{question}</p>
                <p className="break-words text-soft text-sm">
                  {documentName === null ? "The documents hold no answer." : `${documentName}, page ${page}`}
                  {quote !== null && (
                    <>
                      : <q>{flowing(quote)}</q>
                    </>
                  )}
                </p>
              </div>
              <Button icon aria-label={`Delete the test question: ${question}`} onClick={() => void remove(id)}>
                <Trash2 aria-hidden className="size-4" />
              </Button>
            </li>
          )}
        </List>
        {kept.length > 0 && (
          <>
            <p className="mt-3 text-soft">Ask them again after a change of model or settings, in the terminal:</p>
            <pre className="mt-2 overflow-x-auto rounded-lg bg-sunk px-3 py-2 font-mono text-sm">
              npm run footnote -- eval
            </pre>
            <a
              className="mt-2 inline-block text-accent underline underline-offset-4"
              href="/api/v1/test-questions?format=jsonl"
            >
              Download as JSON Lines
            </a>
          </>
        )}
      </Section>
    </SheetPage>
  );
}

interface ListProps<T> {
  items: T[];
  empty: string;
  children(item: T): ReactNode;
}

function List<T>({ items, empty, children }: ListProps<T>) {
  return items.length === 0 ? <p className="text-pretty text-soft">{empty}</p> : <ul>{items.map(children)}</ul>;
}
