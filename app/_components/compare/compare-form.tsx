"use client";

import { Square } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { CandidateId, ComparisonOverview } from "../data/records.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useWhen } from "../ui/when.tsx";
import type { Asked, Side } from "./use-compare.ts";

interface Props {
  overview: ComparisonOverview;
  running: boolean;
  onStart(asked: Asked, names: Record<Side, string>): void;
  onStop(): void;
}

const field =
  "mt-1 block h-10 w-full min-w-0 rounded-lg border border-line-strong/70 bg-sheet px-3 text-sm focus:border-accent disabled:opacity-60";

/** The question and the two who answer it; where there is only one, what to do for a second. */
export function CompareForm({ overview, running, onStart, onStop }: Props) {
  const { candidates, earlier, notes } = overview;
  const when = useWhen();
  const asked = useSearchParams().get("question") ?? "";
  const [question, setQuestion] = useState(asked);
  const [chosen, setChosen] = useState<Record<Side, string>>({ left: "", right: "" });
  const nameOf = (id: string) => candidates.find((candidate) => candidate.id === id)?.name;
  const earlierOf = (id: string) => earlier.find(({ answerId }) => answerId === id);
  const isKnown = (id: string) => nameOf(id) !== undefined || earlierOf(id) !== undefined;
  const left = nameOf(chosen.left) === undefined ? (candidates[0]?.id ?? "") : chosen.left;
  const others = candidates.filter(({ id }) => id !== left);
  const right = isKnown(chosen.right) && chosen.right !== left ? chosen.right : (others[0]?.id ?? "");
  const possible = candidates.length > 1 || (candidates.length === 1 && earlier.length > 0);
  const canAsk = possible && question.trim() !== "" && right !== "" && !running;

  const chooseRight = (id: string) => {
    setChosen({ left, right: id });
    const kept = earlierOf(id);
    if (kept !== undefined) setQuestion(kept.question);
  };
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (!canAsk) return;
    const kept = earlierOf(right);
    const who =
      kept === undefined
        ? { right: right as CandidateId } // one of the candidates' own ids
        : { right: "earlier" as const, earlierAnswerId: kept.answerId };
    onStart(
      { question: question.trim(), left: left as CandidateId, ...who }, // the same
      { left: nameOf(left) ?? "", right: kept?.model ?? nameOf(right) ?? "" },
    );
  };

  return (
    <form onSubmit={start} className="mt-5 max-w-[44rem]">
      {!possible && <OnlyOne notes={notes} none={candidates.length === 0} />}
      {possible && notes.length > 0 && <Notice>{notes.join(" ")}</Notice>}
      {possible && (
        <>
          <div className="mt-3 grid gap-3 sm:grid-cols-2">
            <label className="min-w-0 text-soft text-sm">
              Left
              <select
                value={left}
                onChange={({ target }) => setChosen({ left: target.value, right })}
                className={field}
                disabled={running}
              >
                {candidates.map(({ id, name, starter }) => (
                  <option key={id} value={id}>
                    {name}
                    {starter ? " (starter)" : ""}
                  </option>
                ))}
              </select>
            </label>
            <label className="min-w-0 text-soft text-sm">
              Right
              <select
                value={right}
                onChange={({ target }) => chooseRight(target.value)}
                className={field}
                disabled={running}
              >
                {right === "" && <option value="">Choose an earlier answer</option>}
                {others.map(({ id, name, starter }) => (
                  <option key={id} value={id}>
                    {name}
                    {starter ? " (starter)" : ""}
                  </option>
                ))}
                {earlier.length > 0 && (
                  <optgroup label="Earlier answers">
                    {earlier.map(({ answerId, question: about, model, createdAt }) => (
                      <option key={answerId} value={answerId}>
                        {model}, {when(createdAt)}: {about}
                      </option>
                    ))}
                  </optgroup>
                )}
              </select>
            </label>
          </div>
          <label className="mt-3 block text-soft text-sm">
            Question
            <textarea
              data-slash
              rows={2}
              value={question}
              readOnly={earlierOf(right) !== undefined}
              onChange={({ target }) => setQuestion(target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
                event.preventDefault();
                event.currentTarget.form?.requestSubmit();
              }}
              className="mt-1 block w-full resize-none rounded-xl border border-line-strong/70 bg-sheet px-3.5 py-2.5 font-serif text-[1.1rem] text-ink leading-snug outline-none focus:border-accent focus:ring-2 focus:ring-accent/25"
            />
          </label>
          <div className="mt-3 flex gap-2">
            <Button type="submit" look="solid" disabled={!canAsk}>
              Ask both
            </Button>
            {running && (
              <Button look="outline" onClick={onStop}>
                <Square aria-hidden className="size-3 fill-current" /> Stop
              </Button>
            )}
          </div>
        </>
      )}
    </form>
  );
}

function OnlyOne({ notes, none }: { notes: string[]; none: boolean }) {
  return (
    <Notice
      look="warn"
      hint={
        <ul className="mt-1 list-disc space-y-0.5 pl-4">
          <li>
            Load a DeepSeek-R1 model (Settings, Models): it can be compared with itself without thinking, and with the
            earlier answers of another model.
          </li>
          <li>
            Or set <code>COMPARE_BASE_URL</code> to a second OpenAI-compatible server and start Footnote again.
          </li>
        </ul>
      }
    >
      {none ? "No model answers here now." : "There is only one to ask, so nothing can be compared yet."}{" "}
      {notes.join(" ")}
    </Notice>
  );
}
