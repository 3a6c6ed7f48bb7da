"use client";

import { useRef } from "react";
import type { ComparisonOverview } from "../data/records.ts";
import { Notice } from "../ui/notice.tsx";
import { CompareForm } from "./compare-form.tsx";
import { ComparisonList } from "./comparison-list.tsx";
import { PairView } from "./pair-view.tsx";
import { useCompare } from "./use-compare.ts";

/** One question, two answers from the same sources, side by side; which is better is for the reader to say. */
export function Compare({ initial }: { initial: ComparisonOverview }) {
  const { overview, problem, pair, start, stop, open, prefer, remove } = useCompare(initial);
  const top = useRef<HTMLDivElement>(null);
  return (
    <div ref={top} className="relative h-full overflow-y-auto">
      <div className="mx-auto w-full max-w-[72rem] px-4 pb-12 sm:px-8">
        <h1 className="pt-5 font-medium font-serif text-2xl tracking-tight sm:pt-8">Compare</h1>
        <p className="mt-1 max-w-[44rem] text-pretty text-soft">
          Ask one question of two models, or of one with and without thinking. Both read the same passages, one after
          the other, so that neither slows the other down.
        </p>
        {problem !== null && (
          <div className="pt-4">
            <Notice look="bad" hint={problem.hint} live>
              {problem.message}
            </Notice>
          </div>
        )}
        <CompareForm overview={overview} running={pair?.running ?? false} onStart={start} onStop={stop} />
        {pair !== null && <PairView pair={pair} onPrefer={prefer} />}
        <ComparisonList
          overview={overview}
          onOpen={(id) => {
            void open(id).then(() => top.current?.scrollTo({ top: 0 }));
          }}
          onRemove={remove}
        />
      </div>
    </div>
  );
}
