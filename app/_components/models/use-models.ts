"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ModelOverview, ModelRecord } from "../../../lib/models/library/index.ts";
import { type ApiError, asApiError, getJson, send, sendJson } from "../data/api.ts";

const busyMs = 1000;
const calmMs = 10_000;
const moving = new Set<ModelRecord["state"]>(["queued", "fetching", "verifying", "loading"]);

export type ModelAction = "download" | "pause" | "verify" | "use";

/** The models and what can be done with them; asked again every second while something is under way. */
export function useModels() {
  const [overview, setOverview] = useState<ModelOverview | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const refresh = useCallback(async () => {
    clearTimeout(timer.current);
    let next = calmMs;
    try {
      const found = await getJson<ModelOverview>("/models");
      setOverview(found);
      const settled = found.inUse !== null || found.choice?.by === "server";
      if (found.machine === null || !settled || found.models.some(({ state }) => moving.has(state))) next = busyMs;
    } catch (error) {
      setProblem(asApiError(error));
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void refresh(), next);
  }, []);
  useEffect(() => {
    void refresh();
    return () => clearTimeout(timer.current);
  }, [refresh]);

  const change = useCallback(
    async (work: () => Promise<unknown>): Promise<boolean> => {
      setProblem(null);
      try {
        await work();
        return true;
      } catch (error) {
        setProblem(asApiError(error));
        return false;
      } finally {
        await refresh();
      }
    },
    [refresh],
  );

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
