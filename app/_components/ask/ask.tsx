"use client";

import { useEffect, useRef } from "react";
import { AnswerCard } from "../answer/answer-card.tsx";
import type { KeptConversation } from "../conversations/conversation-store.ts";
import { useThread } from "../conversations/conversations-context.tsx";
import type { DocumentRecord } from "../data/records.ts";
import type { DocumentName } from "../library/document-search.tsx";
import { useLibrary } from "../library/library-context.tsx";
import { Notice } from "../ui/notice.tsx";
import { QuestionBox } from "./question-box.tsx";
import { useScrollToEnd } from "./use-scroll-to-end.ts";
import { Welcome } from "./welcome.tsx";

interface Props {
  /** The conversation that the address names, as it is kept; null for a new one. */
  conversation: KeptConversation | null;
  newest: DocumentRecord[];
  /** The one document that is asked, where the address names it. */
  about: DocumentName | null;
}

/** A conversation: what was asked and answered, and the box for the next question. */
export function Ask({ conversation, newest, about }: Props) {
  const { id, thread } = useThread(conversation);
  const { failure } = useLibrary();
  const scroller = useRef<HTMLDivElement>(null);
  const last = thread.answers.at(-1);
  useScrollToEnd(scroller, last?.key, last?.stage !== null);
  const isEmpty = thread.answers.length === 0 && thread.state === "ready";

  useEffect(() => {
    document.title = thread.title === null ? "Ask · Footnote" : `${thread.title} · Footnote`;
  }, [thread.title]);

  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">{thread.title ?? "Ask your documents"}</h1>
      <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
        <div className="mx-auto flex min-h-full w-full max-w-[46rem] flex-col px-4 sm:px-8">
          {failure !== null && (
            <div className="pt-4">
              <Notice look="bad" hint={failure.hint} live>
                {failure.message}
              </Notice>
            </div>
          )}
          {isEmpty && <Welcome newest={newest} />}
          {thread.state === "loading" && <ThreadSkeleton />}
          {thread.state instanceof Error && (
            <div className="pt-8">
              <Notice look="bad" hint={thread.state.hint}>
                {thread.state.message}
              </Notice>
            </div>
          )}
          {thread.answers.map((view) => (
            <AnswerCard key={view.key} view={view} threadId={id} />
          ))}
        </div>
      </div>
      <QuestionBox about={about} threadId={id} live={last?.stage ? last : null} />
    </div>
  );
}

function ThreadSkeleton() {
  return (
    <div className="space-y-4 pt-10" aria-hidden>
      <div className="skeleton h-7 w-2/3" />
      <div className="skeleton h-16" />
      <div className="skeleton h-16" />
      <div className="skeleton h-40" />
    </div>
  );
}
