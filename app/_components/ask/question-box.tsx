"use client";

import { ArrowUp, Square } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import type { AnswerView } from "../conversations/answer-view.ts";
import { useConversations } from "../conversations/conversations-context.tsx";
import type { DocumentName } from "../library/document-search.tsx";
import { useLibrary } from "../library/library-context.tsx";
import { ModelStatus } from "./model-status.tsx";
import { ScopePicker } from "./scope-picker.tsx";
import { useScope } from "./use-scope.ts";

interface Props {
  threadId: string;
  live: AnswerView | null;
  about: DocumentName | null;
}

/** The box that is always there. `live` is the answer being written, which the button then stops; `about`, what it begins with. */
export function QuestionBox({ threadId, live, about }: Props) {
  const { store } = useConversations();
  const [question, setQuestion] = useState("");
  const { scope, ...choice } = useScope(about);
  const form = useRef<HTMLFormElement>(null);
  const nothing = useLibrary().counts.findable === 0;
  const canAsk = question.trim() !== "" && live === null && !nothing;

  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (!canAsk) return;
    store.ask(threadId, question.trim(), scope);
    setQuestion("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    form.current?.requestSubmit();
  };

  return (
    <form
      ref={form}
      onSubmit={ask}
      className="relative mx-auto w-full max-w-[46rem] shrink-0 px-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:px-8"
    >
      <div
        aria-hidden
        className="pointer-events-none absolute inset-x-0 -top-6 h-6 bg-linear-to-t from-paper to-transparent"
      />
      <div className="rounded-2xl border border-line-strong/70 bg-sheet shadow-black/5 shadow-lg focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25">
        <label htmlFor="question" className="sr-only">
          Question
        </label>
        <textarea
          id="question"
          data-slash
          rows={1}
          value={question}
          disabled={nothing && question === ""}
          placeholder={nothing ? "Add a document, then ask about it" : "Ask your documents"}
          onChange={(event) => setQuestion(event.target.value)}
          onKeyDown={onKeyDown}
          className="block field-sizing-content max-h-48 min-h-12 w-full resize-none rounded-2xl bg-transparent px-4 pt-3 pb-1 font-serif text-[1.1rem] leading-snug outline-none disabled:cursor-not-allowed"
        />
        <div className="flex items-center gap-2 px-2 pb-2">
          <ScopePicker {...choice} />
          <span className="flex-1" />
          <kbd
            className="hidden rounded border px-1.5 font-sans text-soft text-xs sm:block"
            title="Press / to come here"
          >
            /
          </kbd>
          {live !== null ? (
            <button
              type="button"
              disabled={live.stage?.stage === "stopping"}
              onClick={() => store.stop(threadId, live.key)}
              className="flex h-9 items-center gap-2 rounded-xl bg-ink px-3 font-medium text-paper text-sm disabled:opacity-60"
            >
              <Square aria-hidden className="size-3 fill-current" /> Stop
            </button>
          ) : (
            <button
              type="submit"
              aria-label="Ask"
              disabled={!canAsk}
              className="grid size-9 place-items-center rounded-xl bg-accent text-accent-ink transition-colors hover:brightness-110 disabled:bg-sunk disabled:text-soft"
            >
              <ArrowUp aria-hidden className="size-4.5" />
            </button>
          )}
        </div>
      </div>
      <ModelStatus />
    </form>
  );
}
