"use client";

import { when } from "../data/format.ts";
import { useHydrated } from "./use-hydrated.ts";

/** A moment as readers say it. The server knows neither their clock nor their language, so its HTML has the date alone. */
export function useWhen(): (iso: string) => string {
  const isHydrated = useHydrated();
  return (iso) => (isHydrated ? when(iso) : iso.slice(0, 10));
}

export function When({ iso }: { iso: string }) {
  const say = useWhen();
  return <time dateTime={iso}>{say(iso)}</time>;
}
