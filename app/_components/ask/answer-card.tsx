"use client";

import { memo } from "react";
import type { AnswerView } from "../data/answer-view.ts";
import { useAssistant } from "../data/assistant-context.tsx";
import { AnswerActions } from "./answer-actions.tsx";
import { AnswerNotes } from "./answer-notes.tsx";
import { AnswerText } from "./answer-text.tsx";
import { Declined } from "./declined.tsx";
import { EvidenceList } from "./evidence-list.tsx";
import { Reasoning } from "./reasoning.tsx";
import { SourceList } from "./source-list.tsx";
import { StageLine } from "./stage-line.tsx";
import { UsageLine } from "./usage-line.tsx";

/** One question and everything that came of it, in the order it came: evidence, reasoning, text, what to know about it. */
export const AnswerCard = memo(function AnswerCard({ view, threadId }: { view: AnswerView; threadId: string }) {
  const { store } = useAssistant();
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
      {!isOver && <StageLine view={view} />}
      <AnswerNotes view={view} place="below" onAskAgain={() => store.ask(threadId, answer.question, view.scope)} />
      {isOver && hasText && answer.status !== "model_declined" && <SourceList view={view} />}
      {isOver && (
        <footer className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
          <AnswerActions view={view} threadId={threadId} />
          <UsageLine answer={answer} />
        </footer>
      )}
    </article>
  );
});
