"use client";

import { clsx } from "clsx";
import { Fragment } from "react";
import type { Sentence } from "../../../../lib/base/types.ts";
import { type AnswerView, knownNumbers } from "../../conversations/answer-view.ts";
import { CitationButton } from "./citation-button.tsx";
import { type Block, layOutAnswer, type TextRun } from "./lay-out-answer.ts";

const supportWords = {
  supported: undefined,
  partial: "Only partly borne out by what it cites",
  unverified: "Not borne out by what was found",
  contradicted: "The cited words say otherwise",
};

/** The answer as it was written, each citation a button, each sentence that is not borne out underlined. */
export function AnswerText({ view }: { view: AnswerView }) {
  const { answer, stage } = view;
  const blocks = layOutAnswer(answer.text, answer.sentences, knownNumbers(view));
  const isWriting = stage !== null && stage.stage !== "checking" && stage.stage !== "stopping";
  return (
    <div data-answer-text className="mt-5 space-y-3 font-serif text-[1.15rem] leading-[1.6]">
      {blocks.map((block, index) => (
        <BlockView key={block.start} block={block} view={view} isLast={isWriting && index === blocks.length - 1} />
      ))}
    </div>
  );
}

function BlockView({ block, view, isLast }: { block: Block; view: AnswerView; isLast: boolean }) {
  const runs = block.runs.map((run) =>
    run.kind === "marker" ? (
      <Fragment key={`${run.at}:${run.n}`}>
        {/* A number never begins a line. */}
        <span aria-hidden>{"\u2060"}</span>
        <CitationButton view={view} n={run.n} matched={run.matched} />
        <span aria-hidden>{"\u2060"}</span>
      </Fragment>
    ) : (
      <Words
        key={run.at}
        run={run}
        sentence={run.sentence === null ? undefined : view.answer.sentences[run.sentence]}
      />
    ),
  );
  if (block.kind === "code") {
    return <pre className="overflow-x-auto rounded-xl bg-sunk p-4 font-mono text-sm">{runs}</pre>;
  }
  if (block.kind === "item") {
    return (
      <div className="flex gap-2.5">
        <span className="min-w-5 shrink-0 text-right text-soft tabular-nums">{block.bullet}</span>
        <div className={clsx("min-w-0 break-words", isLast && "caret")}>{runs}</div>
      </div>
    );
  }
  const look = block.kind === "heading" ? "font-semibold" : "whitespace-pre-line text-pretty";
  return <p className={clsx("break-words", look, isLast && "caret")}>{runs}</p>;
}

function Words({ run, sentence }: { run: TextRun; sentence: Sentence | undefined }) {
  const className = clsx(run.bold && "font-semibold", run.code && "rounded bg-sunk px-1 font-mono text-[0.85em]");
  return (
    <span
      data-support={sentence?.support}
      title={sentence === undefined ? undefined : supportWords[sentence.support]}
      className={clsx(sentence !== undefined && "sentence", className)}
    >
      {run.text}
    </span>
  );
}
