"use client";

import { Brain, ChevronRight } from "lucide-react";
import type { AnswerView } from "../data/answer-view.ts";
import { duration } from "../data/format.ts";
import { useNow } from "./use-now.ts";

/** What the model thought, folded, with a clock of its own. */
export function Reasoning({ view }: { view: AnswerView }) {
  const { answer, reasoningSince, reasoningMs, stage } = view;
  const isThinking = stage !== null && reasoningSince !== null && reasoningMs === null;
  const now = useNow(isThinking);
  if (answer.reasoning === "") return null;
  const spent = reasoningMs ?? (reasoningSince === null ? null : Math.max(0, now - reasoningSince));
  const time = spent === null ? "" : isThinking ? ` ${Math.floor(spent / 1000)} s` : ` for ${duration(spent)}`;
  const tokens = answer.usage.reasoningTokens;
  return (
    <details data-reasoning className="group mt-4 rounded-xl border">
      <summary className="flex list-none items-center gap-2 rounded-xl px-3 py-2 text-soft text-sm hover:bg-sunk hover:text-ink">
        <Brain aria-hidden className="size-4" />
        <span className="tabular-nums">
          {isThinking ? "Thinking" : "Thought"}
          {time}
          {spent === null && tokens > 0 && `, ${tokens} tokens`}
        </span>
        <ChevronRight aria-hidden className="ml-auto size-4 transition-transform group-open:rotate-90" />
      </summary>
      <p className="whitespace-pre-wrap break-words px-4 pb-3 text-soft text-sm">{answer.reasoning}</p>
    </details>
  );
}
