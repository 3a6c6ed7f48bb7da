"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { getJson } from "./api.ts";
import type { Health } from "./records.ts";

const Context = createContext<Health | null>(null);

/** Model and index health; asked often until the model is ready, then once a minute. */
export function HealthProvider({ children }: { children: ReactNode }) {
  const [health, setHealth] = useState<Health | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      getJson<Health>("/health", controller.signal)
        .then((body) => {
          setHealth(body);
          timer = setTimeout(ask, body.model?.status === "ready" ? 60_000 : 3_000);
        })
        .catch(() => {
          if (!controller.signal.aborted) timer = setTimeout(ask, 10_000);
        });
    };
    ask();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, []);
  return <Context value={health}>{children}</Context>;
}

/** Null until the first answer. */
export const useHealth = (): Health | null => useContext(Context);
