"use client";

import { clsx } from "clsx";
import { type AnswerView, referenceOf } from "../../conversations/answer-view.ts";
import { pageName } from "../../data/format.ts";
import { useViewer } from "../../viewer/viewer-context.tsx";

/** A citation's number: opens its document at the quoted words. Dashed where the model did not write it. */
export function CitationButton({ view, n, matched }: { view: AnswerView; n: number; matched: boolean }) {
  const { open } = useViewer();
  const reference = referenceOf(view, n);
  if (reference === null) return null;
  const { documentId, documentName, page, pageLabel, start, end, quote } = reference;
  const where = `${documentName}, ${pageName(page, pageLabel)}`;
  const spans = view.sources.find((source) => source.n === n && source.documentId === documentId)?.spans ?? [];
  const tints = spans.map((span) => ({ kind: "tint" as const, quote: "", ...span }));
  const label = `Citation ${n}: ${where}${matched ? ", found by Footnote" : ""}`;
  return (
    <button
      type="button"
      data-citation={n}
      data-matched={matched}
      aria-label={label}
      title={quote === "" ? label : `${where}: “${quote}”`}
      onClick={() =>
        open({ documentId, documentName, page, marks: [...tints, { kind: "quote", page, start, end, quote }] })
      }
      className={clsx(
        "relative -top-[0.32em] mx-px ml-0.5 inline-grid h-[1.35em] min-w-[1.35em] place-items-center rounded-md px-1 align-baseline font-sans font-semibold text-[0.66em] tabular-nums leading-none",
        "after:absolute after:-inset-1 hover:bg-accent hover:text-accent-ink",
        matched ? "border border-accent border-dashed text-accent" : "bg-accent-soft text-accent",
      )}
    >
      {n}
    </button>
  );
}
