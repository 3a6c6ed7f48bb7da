"use client";

import { Brain, ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { AnswerView } from "../conversations/answer-view.ts";
import { duration } from "../data/format.ts";
import { Button } from "../ui/button.tsx";
import { useClock } from "./use-clock.ts";

/** What the model thought, folded, with a count and a clock of its own, and the way to cut it short. */
export function Reasoning({ view, onAnswerNow }: { view: AnswerView; onAnswerNow?: () => void }) {
  const { answer, reasoningSince, reasoningMs, stage, cutShort } = view;
  const isThinking = stage !== null && reasoningSince !== null && reasoningMs === null;
  const [open, setOpen] = useState(false);
  const id = useId();
  const now = useClock(isThinking);
  if (answer.reasoning === "") return null;
  const spent = reasoningMs ?? (reasoningSince === null ? null : Math.max(0, now - reasoningSince));
  const canCut = isThinking && stage.canAnswerNow === true && onAnswerNow !== undefined;
  return (
    <div data-reasoning className="mt-4 rounded-xl border">
      <div className="flex items-center gap-1.5 py-1 pr-1.5">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-center gap-2 rounded-xl px-3 py-1 text-left text-soft text-sm hover:text-ink"
        >
          <Brain aria-hidden className={isThinking ? "size-4 shrink-0 animate-pulse text-accent" : "size-4 shrink-0"} />
          <span data-thoughts className="tabular-nums">
            {isThinking ? <Thinking view={view} ms={spent ?? 0} /> : thought(answer.usage.reasoningTokens, spent)}
          </span>
          <ChevronRight
            aria-hidden
            className={open ? "ml-auto size-4 rotate-90 transition-transform" : "ml-auto size-4 transition-transform"}
          />
        </button>
        {canCut && (
          <Button look="outline" className="h-8" disabled={cutShort} onClick={onAnswerNow}>
            {cutShort ? "Answering" : "Answer now"}
          </Button>
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {isThinking ? (cutShort ? "The thinking is being closed; the answer comes next." : "Thinking") : ""}
      </p>
      <p id={id} hidden={!open} className="whitespace-pre-wrap break-words px-4 pb-3 text-soft text-sm">
        {answer.reasoning}
      </p>
    </div>
  );
}

/** "Thinking 312 of 800 tokens, 12 s": the budget only where the server keeps it. */
function Thinking({ view: { stage, cutShort }, ms }: { view: AnswerView; ms: number }) {
  const { done, total } = stage ?? {};
  return (
    <>
      {cutShort ? "Closing the thinking after" : "Thinking"}
      {done !== undefined && ` ${done}${total ? ` of ${total}` : ""}`}
      {/* On a phone there is no room for the word. */}
      {done !== undefined && <span className="hidden sm:inline"> tokens</span>}
      {done !== undefined && ","} {`${Math.floor(ms / 1000)}\u00a0s`}
    </>
  );
}

/** "Thought for 12 s, 312 tokens". */
function thought(tokens: number, ms: number | null): string {
  return [ms === null ? "Thought" : `Thought for ${duration(ms)}`, tokens > 0 ? `${tokens} tokens` : null]
    .filter((part) => part !== null)
    .join(", ");
}
