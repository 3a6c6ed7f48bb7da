"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type AnswerView, applyEvent, askedView, failView, keptView } from "../conversations/answer-view.ts";
import { ApiError, asApiError, getJson, sendJson } from "../data/api.ts";
import type { CandidateId, Comparison, ComparisonOverview } from "../data/records.ts";
import { compareEvents } from "./compare-events.ts";

export type Side = "left" | "right";

/** One comparison on the page: being made, or opened again. */
export interface Pair {
  question: string;
  names: Record<Side, string>;
  views: Record<Side, AnswerView>;
  running: boolean;
  earlier: boolean;
  /** Once it is kept. */
  kept: Comparison | null;
  problem: ApiError | null;
}

export interface Asked {
  question: string;
  left: CandidateId;
  right: CandidateId | "earlier";
  earlierAnswerId?: string;
}

/** What can be compared, what was, and the one that is on the page. */
export function useCompare(initial: ComparisonOverview) {
  const [overview, setOverview] = useState(initial);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [pair, setPair] = useState<Pair | null>(null);
  const running = useRef<AbortController | null>(null);

  const refresh = useCallback(() => {
    getJson<ComparisonOverview>("/comparisons").then(setOverview, (error: unknown) => setProblem(asApiError(error)));
  }, []);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (asked: Asked, names: Record<Side, string>) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const view = (side: Side) => askedView(side, asked.question, "", {});
    setPair({
      question: asked.question,
      names,
      views: { left: view("left"), right: view("right") },
      running: true,
      earlier: asked.right === "earlier",
      kept: null,
      problem: null,
    });
    const change = (next: (pair: Pair) => Pair) =>
      setPair((current) => (current === null || running.current !== controller ? current : next(current)));
    try {
      const response = await sendJson("POST", "/comparisons", asked, controller.signal);
      for await (const event of compareEvents(response.body)) {
        if (event.type === "comparison") change((now) => ({ ...now, running: false, kept: event.comparison }));
        else {
          const { side } = event;
          change((now) => ({
            ...now,
            views: { ...now.views, [side]: applyEvent(now.views[side], event.event, Date.now()) },
          }));
        }
      }
    } catch (error) {
      const failure = controller.signal.aborted ? new ApiError("stopped", 0, "Stopped.") : asApiError(error);
      const end = (one: AnswerView) => (one.stage === null ? one : failView(one, failure, Date.now()));
      change((now) => ({
        ...now,
        running: false,
        problem: failure.code === "stopped" ? null : failure,
        views: { left: end(now.views.left), right: end(now.views.right) },
      }));
    }
    refresh();
  };

  return {
    overview,
    problem,
    pair,
    start,
    stop: () => running.current?.abort(),
    async open(id: string) {
      const kept = await getJson<Comparison>(`/comparisons/${id}`);
      running.current?.abort();
      running.current = null;
      setPair({
        question: kept.question,
        names: { left: kept.left.name, right: kept.right.name },
        views: { left: keptView(kept.left.answer), right: keptView(kept.right.answer) },
        running: false,
        earlier: kept.earlier,
        kept,
        problem: null,
      });
    },
    async prefer(preference: Comparison["preference"]) {
      const kept = pair?.kept;
      if (!kept) return;
      setPair((now) => (now === null ? null : { ...now, kept: { ...kept, preference } }));
      await sendJson("PATCH", `/comparisons/${kept.id}`, { preference }).catch((error: unknown) => {
        setProblem(asApiError(error));
      });
      refresh();
    },
    async remove(id: string) {
      await sendJson("DELETE", `/comparisons/${id}`);
      setPair((now) => (now?.kept?.id === id ? null : now));
      refresh();
    },
  };
}
