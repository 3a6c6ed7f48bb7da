import type { Answer } from "../../../lib/types.ts";
import { count, duration, energy } from "../data/format.ts";

/** What the answer took, small: model, time, tokens, speed, energy, and how much of what was found the model read. */
export function UsageLine({ answer }: { answer: Answer }) {
  const { timings, usage, energy: used, model, coverage } = answer;
  const written = usage.reasoningTokens + usage.completionTokens;
  const parts = [
    model === null ? null : model.starter ? `${model.name} (starter)` : model.name,
    timings.totalMs > 0 ? duration(timings.totalMs) : null,
    written > 0 ? count(written, "token") : null,
    timings.tokensPerSecond === null
      ? null
      : `${timings.tokensPerSecond.toFixed(timings.tokensPerSecond < 10 ? 1 : 0)} tokens/s`,
    used.wattHours > 0 ? `${energy(used.wattHours)}${used.method === "estimated" ? " (estimated)" : ""}` : null,
    coverage.hitsRead > 0 ? `read ${coverage.hitsRead} of ${coverage.hitsFound} passages found` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return (
    <p data-usage className="text-soft text-xs tabular-nums">
      {parts.join(" · ")}
    </p>
  );
}
