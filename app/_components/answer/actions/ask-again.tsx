"use client";

import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { useClock } from "../use-clock.ts";

/** Asks again after a refusal; says how long the server asked to wait, and does not forbid to be early. */
export function AskAgain({ afterS, onAskAgain }: { afterS: number; onAskAgain: () => void }) {
  const [since] = useState(() => Date.now());
  const now = useClock(true);
  const left = Math.ceil(afterS - Math.max(0, now - since) / 1000);
  return (
    <Button look="outline" className="text-ink" onClick={onAskAgain}>
      <span className="tabular-nums">{left > 0 ? `Ask again in ${left} s` : "Ask again"}</span>
    </Button>
  );
}
