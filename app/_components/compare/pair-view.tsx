"use client";

import { AnswerNotes } from "../answer/answer-notes.tsx";
import { Declined } from "../answer/declined.tsx";
import { EvidenceList } from "../answer/evidence-list.tsx";
import { ProgressLine } from "../answer/progress-line.tsx";
import { Reasoning } from "../answer/reasoning.tsx";
import { AnswerText } from "../answer/text/answer-text.tsx";
import { Footnotes } from "../answer/text/footnotes.tsx";
import type { AnswerView } from "../conversations/answer-view.ts";
import type { Comparison } from "../data/records.ts";
import { Notice } from "../ui/notice.tsx";
import { When } from "../ui/when.tsx";
import { Figures } from "./figures.tsx";
import { Prefer } from "./prefer.tsx";
import type { Pair } from "./use-compare.ts";

interface Props {
  pair: Pair;
  onPrefer(preference: Comparison["preference"]): void;
}

/** The question, what the documents say, both answers, what they took, and which is better. */
export function PairView({ pair, onPrefer }: Props) {
  const { question, names, views, running, kept, problem, earlier } = pair;
  const found = views.left.answer.evidence.length > 0 ? views.left : views.right;
  const isOver = !running && views.left.stage === null && views.right.stage === null;
  const nothing = isOver && views.left.answer.status === "no_evidence" && problem === null;
  return (
    <article aria-label={question} data-comparison={kept?.id ?? (isOver ? "over" : "live")} className="mt-8 border-t">
      <h2 className="mt-6 whitespace-pre-wrap text-balance break-words font-medium font-serif text-[1.45rem] leading-snug">
        {question}
      </h2>
      {problem !== null && (
        <div className="mt-3">
          <Notice look="bad" hint={problem.hint} live>
            {problem.message}
          </Notice>
        </div>
      )}
      {problem === null && (
        <div className="max-w-[46rem]">
          <EvidenceList view={found} />
        </div>
      )}
      {nothing ? (
        <AnswerNotes view={views.left} place="above" />
      ) : (
        problem === null && (
          <>
            <div className="mt-5 grid gap-x-8 gap-y-8 md:grid-cols-2">
              <Column name={names.left} view={views.left} waiting={false} />
              <Column
                name={names.right}
                view={views.right}
                waiting={running && views.left.stage !== null}
                since={earlier ? views.right.answer.createdAt : undefined}
              />
            </div>
            {isOver && <Figures names={names} left={views.left.answer} right={views.right.answer} earlier={earlier} />}
            {kept !== null && <Prefer names={names} preference={kept.preference} onPrefer={onPrefer} />}
          </>
        )
      )}
    </article>
  );
}

function Column(props: { name: string; view: AnswerView; waiting: boolean; since?: string | undefined }) {
  const { name, view, waiting, since } = props;
  const { answer, stage } = view;
  const isOver = stage === null;
  const declined = isOver && answer.status === "model_declined";
  return (
    <section
      aria-label={name}
      data-side={isOver ? answer.status : "live"}
      className="min-w-0 md:first:border-r md:first:pr-8"
    >
      <h3 className="break-words font-semibold">{name}</h3>
      {since !== undefined && (
        <p className="text-soft text-sm">
          Written <When iso={since} />, from the passages found then.
        </p>
      )}
      <Reasoning view={view} />
      {declined ? <Declined view={view} /> : answer.text !== "" && <AnswerText view={view} />}
      {waiting && stage?.stage === "asking" ? (
        <p className="mt-4 text-soft text-sm">Comes next.</p>
      ) : (
        !isOver && <ProgressLine view={view} />
      )}
      <AnswerNotes view={view} place="below" />
      {isOver && answer.text !== "" && !declined && <Footnotes view={view} />}
    </section>
  );
}
