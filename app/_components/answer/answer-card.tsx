"use client";

import { memo } from "react";
import type { AnswerView } from "../conversations/answer-view.ts";
import { useConversations } from "../conversations/conversations-context.tsx";
import { AnswerActions } from "./actions/answer-actions.tsx";
import { AnswerNotes } from "./answer-notes.tsx";
import { Declined } from "./declined.tsx";
import { EvidenceList } from "./evidence-list.tsx";
import { ProgressLine } from "./progress-line.tsx";
import { Reasoning } from "./reasoning.tsx";
import { AnswerText } from "./text/answer-text.tsx";
import { Footnotes } from "./text/footnotes.tsx";
import { UsageLine } from "./usage-line.tsx";

/** One question and everything that came of it, in the order it came: evidence, reasoning, text, what to know about it. */
export const AnswerCard = memo(function AnswerCard({ view, threadId }: { view: AnswerView; threadId: string }) {
  const { store } = useConversations();
  const { answer, stage } = view;
  const isOver = stage === null;
  const hasText = answer.text !== "";
  return (
    <article
      aria-label={answer.question}
      data-answer={answer.id}
      data-status={isOver ? answer.status : "live"}
      className="pt-8 pb-4 last:pb-10"
    >
      <h2 className="whitespace-pre-wrap text-balance break-words font-serif font-medium text-[1.45rem] leading-snug">
        {answer.question}
      </h2>
      {answer.searchedAs !== null && answer.searchedAs !== answer.question && (
        <p className="mt-1 text-soft text-sm">Searched as “{answer.searchedAs}”</p>
      )}
      <AnswerNotes view={view} place="above" />
      <EvidenceList view={view} />
      <Reasoning view={view} onAnswerNow={() => store.answerNow(threadId, view.key)} />
      {isOver && answer.status === "model_declined" ? <Declined view={view} /> : hasText && <AnswerText view={view} />}
      {!isOver && <ProgressLine view={view} />}
      <AnswerNotes view={view} place="below" onAskAgain={() => store.ask(threadId, answer.question, view.scope)} />
      {isOver && hasText && answer.status !== "model_declined" && <Footnotes view={view} />}
      {isOver && (
        <footer className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
          <AnswerActions view={view} threadId={threadId} />
          <UsageLine answer={answer} />
        </footer>
      )}
    </article>
  );
});
