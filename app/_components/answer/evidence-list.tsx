"use client";

import { useState } from "react";
import type { Evidence } from "../../../lib/base/types.ts";
import type { AnswerView } from "../conversations/answer-view.ts";
import { pageName } from "../data/format.ts";
import { Doubt } from "../ui/doubt.tsx";
import { MarkedText } from "../ui/marked-text.tsx";
import { useViewer } from "../viewer/viewer-context.tsx";

/** How many quotes stand open; the others are one press away. */
const OPEN = 3;

/** The best sentences of the documents, word for word, before any model has spoken. */
export function EvidenceList({ view }: { view: AnswerView }) {
  const { answer, stage } = view;
  const [all, setAll] = useState(false);
  const evidence = answer.status === "quoted" ? [] : answer.evidence;
  if (evidence.length === 0) {
    const isSearching = stage !== null && ["asking", "searching", "queued"].includes(stage.stage) && answer.text === "";
    return isSearching ? <EvidenceSkeleton /> : null;
  }
  const refused = answer.status === "no_evidence";
  const shown = all ? evidence : evidence.slice(0, OPEN);
  return (
    <div data-evidence className="mt-4">
      <h3 className="font-semibold text-soft text-xs">{refused ? "Nearest passages" : "From your documents"}</h3>
      <ul className="mt-1">
        {shown.map((one) => (
          <li key={`${one.documentId}:${one.page}:${one.start}`} className="border-t first:border-t-0">
            <Quote evidence={one} />
          </li>
        ))}
      </ul>
      {evidence.length > OPEN && (
        <button
          type="button"
          aria-expanded={all}
          onClick={() => setAll(!all)}
          className="mt-1 rounded font-medium text-accent text-sm underline-offset-4 hover:underline"
        >
          {all ? "Fewer" : `${evidence.length - OPEN} more`}
        </button>
      )}
    </div>
  );
}

function Quote({ evidence }: { evidence: Evidence }) {
  const { open } = useViewer();
  const { documentId, documentName, page, pageLabel, start, end, text, highlights, doubt } = evidence;
  return (
    <button
      type="button"
      onClick={() =>
        open({ documentId, documentName, page, marks: [{ kind: "quote", page, start, end, quote: text }] })
      }
      className="group -mx-3 block w-[calc(100%+1.5rem)] rounded-xl px-3 py-2.5 text-left transition-colors hover:bg-sheet"
    >
      <q className="block text-pretty break-words font-serif text-[1.12rem] leading-[1.5] [quotes:'“'_'”'_'‘'_'’']">
        <MarkedText text={text} ranges={highlights ?? []} />
      </q>
      <span className="mt-1 flex min-w-0 text-soft text-sm">
        <span className="truncate group-hover:underline">{documentName}</span>
        <span className="shrink-0">, {pageName(page, pageLabel)}</span>
      </span>
      <Doubt text={doubt} />
    </button>
  );
}

function EvidenceSkeleton() {
  return (
    <div className="mt-5 space-y-3" aria-hidden>
      <div className="skeleton h-4 w-full" />
      <div className="skeleton h-4 w-4/5" />
      <div className="skeleton h-3 w-40" />
    </div>
  );
}
