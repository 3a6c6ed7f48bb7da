"use client";

import { ChevronRight } from "lucide-react";
import type { AnswerView } from "../conversations/answer-view.ts";
import { Notice } from "../ui/notice.tsx";
import { AnswerText } from "./text/answer-text.tsx";

/** The model declined: the quotes above are the answer, what it wrote is folded away but not hidden. */
export function Declined({ view }: { view: AnswerView }) {
  const { answer } = view;
  return (
    <div className="mt-4 space-y-2">
      <Notice look="warn">
        {answer.note ?? "The model declined to answer. The quotes above are what your documents say."}
      </Notice>
      {answer.text !== "" && (
        <details className="group rounded-xl border">
          <summary className="flex list-none items-center gap-2 rounded-xl px-3 py-2 text-soft text-sm hover:bg-sunk hover:text-ink">
            What the model wrote
            <ChevronRight aria-hidden className="ml-auto size-4 transition-transform group-open:rotate-90" />
          </summary>
          <div className="px-3 pb-3">
            <AnswerText view={view} />
          </div>
        </details>
      )}
    </div>
  );
}
