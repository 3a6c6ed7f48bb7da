"use client";

import { NEW } from "../data/answer-store.ts";
import { useAssistant } from "../data/assistant-context.tsx";
import { useLibrary } from "../data/library-context.tsx";
import { AddButton } from "../documents/add-button.tsx";

const guideQuestions = ["How do I add documents?", "How do I check an answer?", "What happens to my files?"];

/** Before the first question: what this is, and the one thing to do next. */
export function Welcome() {
  const { documents } = useLibrary();
  const { store } = useAssistant();
  const ready = documents?.filter(({ status, textReady }) => status === "ready" || textReady) ?? [];
  const working = documents?.filter(({ status }) => status !== "ready" && status !== "failed") ?? [];
  const onlyGuide = ready.length === 1;
  return (
    <div className="flex flex-1 flex-col justify-center py-10">
      <p className="max-w-[34rem] text-balance font-serif text-[2rem] leading-[1.15] tracking-tight sm:text-[2.6rem]">
        Ask your documents.
        <br />
        Check every sentence.
      </p>
      <p className="mt-4 max-w-[32rem] text-pretty text-soft">
        Answers quote your own files word for word, and each sentence carries a number that opens the page it came from.
        Nothing leaves this machine.
      </p>
      {documents !== null && (
        <div className="mt-7 flex flex-wrap items-center gap-2">
          {onlyGuide || ready.length === 0 ? <AddButton look={ready.length === 0 ? "solid" : "outline"} /> : null}
          {onlyGuide &&
            guideQuestions.map((question) => (
              <button
                key={question}
                type="button"
                onClick={() => store.ask(NEW, question, {})}
                className="rounded-full border border-line-strong/60 bg-sheet px-3.5 py-1.5 font-serif hover:border-accent hover:bg-accent-soft"
              >
                {question}
              </button>
            ))}
          {ready.length === 0 && (
            <span className="text-soft text-sm">
              {working.length > 0
                ? "Being read now; you can ask in a moment."
                : "or drop files and folders anywhere on this page."}
            </span>
          )}
        </div>
      )}
      {documents === null && <div className="skeleton mt-7 h-9 w-44" aria-hidden />}
    </div>
  );
}
