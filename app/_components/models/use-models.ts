"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ModelOverview, ModelRecord } from "../../../lib/models/library/index.ts";
import { type ApiError, asApiError, getJson, send, sendJson } from "../data/api.ts";
import { pollWhileVisible } from "../data/poll-while-visible.ts";

const moving = new Set<ModelRecord["state"]>(["queued", "fetching", "verifying", "loading"]);

export type ModelAction = "download" | "pause" | "verify" | "use";

/** Something is under way that this page should follow: a transfer, a check, a model being loaded, the machine being measured. */
const isMoving = ({ machine, models }: ModelOverview) =>
  machine === null || models.some(({ state }) => moving.has(state));

/** The models and what can be done with them; asked again while something is under way and the page is looked at. */
export function useModels(initial: ModelOverview) {
  const [overview, setOverview] = useState(initial);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const poll = useRef<ReturnType<typeof pollWhileVisible>>(undefined);
  const first = useRef(initial);

  useEffect(() => {
    // Free space on the disk changes all the time, whoever uses it.
    const told = (overview: ModelOverview) => JSON.stringify({ ...overview, freeBytes: null });
    let last = told(first.current);
    const started = pollWhileVisible({
      leastMs: 1_000,
      mostMs: 10_000,
      async ask(signal) {
        const found = await getJson<ModelOverview>("/models", signal);
        const now = told(found);
        const changed = now !== last;
        last = now;
        setOverview(found);
        return { moves: isMoving(found), changed };
      },
    });
    poll.current = started;
    if (isMoving(first.current)) void started.again();
    return () => started.stop();
  }, []);

  const change = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(asApiError(error));
      return false;
    } finally {
      await poll.current?.again();
    }
  }, []);

  return {
    overview,
    problem,
    act: (id: string, action: ModelAction) =>
      change(() => sendJson("POST", `/models/${encodeURIComponent(id)}/${action}`)),
    remove: (id: string) => change(() => send(`/models/${encodeURIComponent(id)}`, { method: "DELETE" })),
    /** The model as it was added, or null where `problem` says why it was not. */
    async add(address: string): Promise<ModelRecord | null> {
      let added: ModelRecord | null = null;
      await change(async () => {
        added = (await (await sendJson("POST", "/models", { address })).json()) as ModelRecord; // the route's contract
      });
      return added;
    },
  };
}

export type ModelActions = Pick<ReturnType<typeof useModels>, "act" | "remove">;
