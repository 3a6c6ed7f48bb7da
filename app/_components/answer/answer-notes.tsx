"use client";

import type { Answer, Disagreement } from "../../../lib/base/types.ts";
import type { AnswerView } from "../conversations/answer-view.ts";
import { count, pageList, pageName } from "../data/format.ts";
import { flowing } from "../ui/marked-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { useViewer } from "../viewer/viewer-context.tsx";
import { AskAgain } from "./actions/ask-again.tsx";

/** What a reader should know about an answer: above it how it came out, below it what it could not see. */
export function AnswerNotes(props: { view: AnswerView; place: "above" | "below"; onAskAgain?: () => void }) {
  const { view, place, onAskAgain } = props;
  return (
    <div className="mt-3 space-y-2 empty:hidden">
      {place === "above" ? <Above view={view} /> : <Below view={view} onAskAgain={onAskAgain} />}
    </div>
  );
}

function Above({ view }: { view: AnswerView }) {
  const { answer, stage } = view;
  return (
    <>
      {answer.stale && (
        <Notice look="warn">
          A document this answer quotes has been replaced or deleted since. Ask again to be sure.
        </Notice>
      )}
      {stage === null && answer.status === "no_evidence" && view.failure === null && (
        <Notice look="plain" hint="Try other words, or add the document that would say it.">
          The documents do not hold an answer to this.
        </Notice>
      )}
      {stage === null && answer.status === "no_evidence" && <Pending answer={answer} />}
    </>
  );
}

function Below({ view, onAskAgain }: { view: AnswerView; onAskAgain: (() => void) | undefined }) {
  const { answer, stage, failure } = view;
  const isOver = stage === null;
  return (
    <>
      {answer.disagreements.map((disagreement) => (
        <Disagreeing key={disagreement.subject} disagreement={disagreement} />
      ))}
      {isOver && <Failure view={view} onAskAgain={onAskAgain} />}
      {isOver && (answer.status === "answered" || answer.status === "quoted") && answer.note !== null && (
        <Notice>{answer.note}</Notice>
      )}
      {isOver && answer.status !== "no_evidence" && <Pending answer={answer} />}
      {answer.coverage.unreadable.map(({ documentId, documentName, pages }) => (
        <Notice key={documentId} look="warn">
          {documentName}: {pageList(pages)} could not be read, so this answer does not know what{" "}
          {pages.length === 1 ? "it says" : "they say"}.
        </Notice>
      ))}
      {answer.model?.starter === true && answer.text !== "" && answer.status !== "quoted" && failure === null && (
        <StarterNote answer={answer} />
      )}
    </>
  );
}

/** Documents that were on their way when the question was asked. */
function Pending({ answer }: { answer: Answer }) {
  const { pending = 0 } = answer.coverage;
  if (pending === 0) return null;
  return (
    <Notice look="warn" hint={`Ask again when ${pending === 1 ? "it is" : "they are"} ready.`}>
      {count(pending, "document was", "documents were")} still being read when this was asked and may hold more.
    </Notice>
  );
}

function Failure(props: { view: AnswerView; onAskAgain: (() => void) | undefined }) {
  const { answer, failure } = props.view;
  if (failure?.code === "stopped" || answer.status === "stopped") return <Notice>{answer.note ?? "Stopped."}</Notice>;
  if (failure !== null) {
    return (
      <Notice
        look="bad"
        hint={failure.hint}
        live
        action={
          failure.retryAfter !== undefined &&
          props.onAskAgain !== undefined && <AskAgain afterS={failure.retryAfter} onAskAgain={props.onAskAgain} />
        }
      >
        {failure.message}
      </Notice>
    );
  }
  if (answer.status !== "failed") return null;
  return (
    <Notice look="bad" live hint={answer.text === "" ? "Ask again." : "What had been written is kept. Ask again."}>
      {answer.note ?? "The answer failed."}
    </Notice>
  );
}

function StarterNote({ answer }: { answer: Answer }) {
  return (
    <p className="text-pretty text-soft text-sm">
      Written by the starter model ({answer.model?.name}), which shows that everything works but reasons poorly. Trust
      the quotes; a DeepSeek-R1 model writes better answers.
    </p>
  );
}

/** Two sources that give different values: side by side, nobody picks. */
function Disagreeing({ disagreement }: { disagreement: Disagreement }) {
  const { open } = useViewer();
  return (
    <section
      aria-label={`Documents disagree: ${disagreement.subject}`}
      className="rounded-xl border border-warn/50 p-3"
    >
      <h3 className="font-semibold text-sm text-warn">Your documents disagree about {disagreement.subject}</h3>
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        {disagreement.quotes.map(({ documentId, documentName, page, pageLabel, start, end, quote, value, date }) => (
          <button
            key={`${documentId}:${page}:${start}`}
            type="button"
            onClick={() =>
              open({ documentId, documentName, page, marks: [{ kind: "quote", page, start, end, quote }] })
            }
            className="rounded-lg bg-sheet p-3 text-left hover:bg-sunk"
          >
            <span className="font-semibold">{value}</span>
            <q className="mt-1 block font-serif">{flowing(quote)}</q>
            <span className="mt-1 block text-soft text-sm">
              {documentName}, {pageName(page, pageLabel)}
              {date !== null && `, ${date}`}
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}
