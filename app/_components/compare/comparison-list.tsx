"use client";

import { Trash2 } from "lucide-react";
import type { ComparisonOverview } from "../data/records.ts";
import { Button } from "../ui/button.tsx";
import { When } from "../ui/when.tsx";

interface Props {
  overview: ComparisonOverview;
  onOpen(id: string): void;
  onRemove(id: string): void;
}

/** What was preferred in all, and every comparison that is kept. */
export function ComparisonList({ overview: { comparisons, totals }, onOpen, onRemove }: Props) {
  if (comparisons.length === 0) return null;
  return (
    <section aria-label="Kept comparisons" className="mt-10 max-w-[46rem] border-t pt-4">
      <h2 className="font-semibold">Kept comparisons</h2>
      {totals.length > 0 && (
        <ul data-totals className="mt-2 space-y-1 rounded-xl bg-sunk px-3.5 py-2.5 text-sm tabular-nums">
          {totals.map(({ a, b, aPreferred, bPreferred, ties }) => (
            <li key={`${a} ${b}`} className="break-words">
              {a} preferred {aPreferred}, {b} {bPreferred}, tie {ties}
            </li>
          ))}
        </ul>
      )}
      <ul className="mt-1">
        {comparisons.map(({ id, question, left, right, preference, createdAt }) => (
          <li key={id} className="flex items-start gap-2 border-t py-2.5 first:border-t-0">
            <div className="min-w-0 flex-1">
              <button
                type="button"
                onClick={() => onOpen(id)}
                className="break-words text-left font-serif text-[1.06rem] hover:underline hover:underline-offset-4"
              >
                {question}
              </button>
              <p className="break-words text-soft text-sm">
                <When iso={createdAt} />: {left} and {right}
                {preference !== null &&
                  (preference === "tie" ? ", a tie" : `, ${preference === "left" ? left : right} preferred`)}
              </p>
            </div>
            <Button icon aria-label={`Delete the comparison: ${question}`} onClick={() => onRemove(id)}>
              <Trash2 aria-hidden className="size-4" />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
