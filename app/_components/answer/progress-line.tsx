"use client";

import type { AnswerView } from "../conversations/answer-view.ts";
import { duration } from "../data/format.ts";

/** What happens now, in one line, with figures where there are any. The words alone are read out. */
export function ProgressLine({ view }: { view: AnswerView }) {
  // Thinking is told by the block that holds it.
  if (view.stage === null || (view.stage.stage === "thinking" && view.answer.reasoning !== "")) return null;
  const { words, figures } = describe(view);
  return (
    <p className="mt-4 flex items-center gap-2.5 text-soft text-sm">
      <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
      <span>
        <span aria-live="polite">{words}</span>
        {figures !== "" && <span className="tabular-nums"> {figures}</span>}
      </span>
    </p>
  );
}

function describe({ stage, answer }: AnswerView): { words: string; figures: string } {
  const of = (unit: string) => (stage?.total ? `${stage.done ?? 0} of ${stage.total} ${unit}` : "");
  switch (stage?.stage) {
    case "queued": {
      const wait = stage.expectedWaitMs ? `, about ${duration(stage.expectedWaitMs)}` : "";
      return {
        words: "Waiting for the model",
        figures: stage.position ? `number ${stage.position} in line${wait}` : "",
      };
    }
    case "reading":
      return { words: "Reading the passages", figures: of("tokens") };
    case "thinking":
      return { words: "Thinking", figures: of("tokens") };
    case "writing":
      return { words: answer.text === "" ? "Beginning to write" : "Writing", figures: "" };
    case "checking":
      return { words: "Checking each sentence", figures: of("sentences") };
    case "stopping":
      return { words: "Stopping", figures: "" };
    default:
      return { words: "Searching your documents", figures: "" };
  }
}
