"use client";

import { Check, Copy, RotateCcw } from "lucide-react";
import { useState } from "react";
import { type AnswerView, canBeTested } from "../data/answer-view.ts";
import { useAssistant } from "../data/assistant-context.tsx";
import { Button } from "../ui/button.tsx";
import { copyText } from "./copy-text.ts";
import { KeepQuestion } from "./keep-question.tsx";

/** Copy, ask again, keep as a test question. */
export function AnswerActions({ view, threadId }: { view: AnswerView; threadId: string }) {
  const { store } = useAssistant();
  const { answer, scope } = view;
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(copyText(answer)).catch(() => undefined);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  const Icon = copied ? Check : Copy;
  return (
    <div className="-ml-3 flex flex-wrap">
      {(answer.text !== "" || answer.evidence.length > 0) && (
        <Button onClick={() => void copy()}>
          <Icon aria-hidden className="size-4" />
          <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
        </Button>
      )}
      <Button onClick={() => store.ask(threadId, answer.question, scope)}>
        <RotateCcw aria-hidden className="size-4" />
        Ask again
      </Button>
      {canBeTested(view) && <KeepQuestion answerId={answer.id} />}
    </div>
  );
}
