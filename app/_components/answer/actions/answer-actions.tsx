"use client";

import { Check, Copy, RotateCcw, Scale } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { type AnswerView, canBeTested } from "../../conversations/answer-view.ts";
import { useConversations } from "../../conversations/conversations-context.tsx";
import { Button } from "../../ui/button.tsx";
import { copyText } from "./copy-text.ts";
import { KeepQuestion } from "./keep-question.tsx";

/** Copy, ask again, keep as a test question. */
export function AnswerActions({ view, threadId }: { view: AnswerView; threadId: string }) {
  const { store } = useConversations();
  const { answer, scope, failure } = view;
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
      {failure?.retryAfter === undefined && (
        <Button onClick={() => store.ask(threadId, answer.question, scope)}>
          <RotateCcw aria-hidden className="size-4" />
          Ask again
        </Button>
      )}
      {answer.model !== null && (
        <Link
          href={`/compare?question=${encodeURIComponent(answer.searchedAs ?? answer.question)}`}
          title="Ask this of another model too, side by side"
          className="inline-flex h-9 items-center gap-1.5 rounded-lg px-3 font-medium text-soft text-sm hover:bg-sunk hover:text-ink"
        >
          <Scale aria-hidden className="size-4" />
          Compare
        </Link>
      )}
      {canBeTested(view) && <KeepQuestion answerId={answer.id} />}
    </div>
  );
}
