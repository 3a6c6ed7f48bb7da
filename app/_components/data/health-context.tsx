"use client";

import { usePathname } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { getJson } from "./api.ts";
import { pollWhileVisible } from "./poll-while-visible.ts";
import type { Health } from "./records.ts";

const Context = createContext<Health | null>(null);

/** How the parts are, as the server told it with the page; asked again on each page, and in between only while a model is loading. */
export function HealthProvider({ initial, children }: { initial: Health | null; children: ReactNode }) {
  const [health, setHealth] = useState(initial);
  const pathname = usePathname();
  const poll = useRef<ReturnType<typeof pollWhileVisible>>(undefined);
  const isKnown = useRef(initial !== null);
  const last = useRef(initial?.model.status);

  useEffect(() => {
    poll.current = pollWhileVisible({
      leastMs: 2_000,
      mostMs: 30_000,
      async ask(signal) {
        const found = await getJson<Health>("/health", signal);
        const status = found.model?.status; // without a session there is none
        const changed = status !== last.current;
        last.current = status;
        setHealth(found);
        return { moves: status === "loading", changed };
      },
    });
    return () => poll.current?.stop();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is the reason to ask
  useEffect(() => {
    if (isKnown.current && last.current !== "loading") isKnown.current = false;
    else void poll.current?.again();
  }, [pathname]);

  return <Context value={health}>{children}</Context>;
}

/** Null until it is known. */
export const useHealth = (): Health | null => useContext(Context);
