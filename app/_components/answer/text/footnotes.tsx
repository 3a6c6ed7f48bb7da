"use client";

import type { AnswerView } from "../../conversations/answer-view.ts";
import { pageName } from "../../data/format.ts";
import { Doubt } from "../../ui/doubt.tsx";
import { flowing } from "../../ui/marked-text.tsx";
import { useViewer } from "../../viewer/viewer-context.tsx";

/** The footnotes: each citation's number, words, document and page; and how many sentences are borne out. */
export function Footnotes({ view }: { view: AnswerView }) {
  const { answer } = view;
  const { open } = useViewer();
  return (
    <div className="mt-5 border-t pt-3">
      <h3 className="sr-only">Footnotes</h3>
      <SupportLine view={view} />
      <ol className="mt-1.5">
        {answer.citations.map(({ n, documentId, documentName, page, pageLabel, start, end, quote, doubt }) => (
          <li key={n}>
            <button
              type="button"
              onClick={() =>
                open({ documentId, documentName, page, marks: [{ kind: "quote", page, start, end, quote }] })
              }
              className="group -mx-2 flex w-[calc(100%+1rem)] gap-2.5 rounded-lg px-2 py-1 text-left text-sm hover:bg-sheet"
            >
              <span className="min-w-4 shrink-0 text-right font-semibold text-accent tabular-nums">{n}</span>
              <span className="min-w-0">
                <span className="line-clamp-2 break-words font-serif text-[1rem] leading-snug">{flowing(quote)}</span>
                <span className="text-soft group-hover:underline">
                  {documentName}, {pageName(page, pageLabel)}
                </span>
                <Doubt text={doubt} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** "7 of 8 sentences supported", and what the marks in the text mean where there are any. */
function SupportLine({ view: { answer } }: { view: AnswerView }) {
  const { sentences } = answer;
  if (sentences.length === 0) return null;
  const has = (support: string) => sentences.some((sentence) => sentence.support === support);
  const supported = sentences.filter(({ support }) => support === "supported").length;
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 text-soft text-sm">
      <span className="font-medium text-ink">
        {supported} of {sentences.length} {sentences.length === 1 ? "sentence" : "sentences"} supported
      </span>
      {has("partial") && (
        <span className="sentence" data-support="partial">
          partly
        </span>
      )}
      {has("unverified") && (
        <span className="sentence" data-support="unverified">
          not verified
        </span>
      )}
      {has("contradicted") && (
        <span className="sentence" data-support="contradicted">
          contradicted
        </span>
      )}
      {sentences.some(({ matched }) => matched) && (
        <span className="inline-flex items-baseline gap-1.5">
          <span
            aria-hidden
            className="inline-block size-3 translate-y-0.5 rounded-sm border border-accent border-dashed"
          />
          source found by Footnote
        </span>
      )}
    </p>
  );
}
