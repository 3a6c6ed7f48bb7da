import { ChevronRight } from "lucide-react";
import type { Answer } from "../../../lib/base/types.ts";
import { count, duration, energy } from "../data/format.ts";
import { usageRows } from "./usage-rows.ts";

/** What the answer took, small; pressed, it says phase by phase where time, tokens and energy went. */
export function UsageLine({ answer }: { answer: Answer }) {
  const { timings, usage, energy: used, model, coverage } = answer;
  const parts = [
    model === null ? null : model.starter ? `${model.name} (starter)` : model.name,
    timings.totalMs > 0 ? duration(timings.totalMs) : null,
    usage.completionTokens > 0 ? count(usage.completionTokens, "token") : null,
    timings.tokensPerSecond === null
      ? null
      : `${timings.tokensPerSecond.toFixed(timings.tokensPerSecond < 10 ? 1 : 0)} tokens/s`,
    used.wattHours > 0 ? `${energy(used.wattHours)} (${used.method})` : null,
    coverage.hitsRead > 0 ? `read ${coverage.hitsRead} of ${coverage.hitsFound} passages found` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return (
    <details data-usage className="group min-w-0 text-soft text-xs tabular-nums">
      <summary className="flex list-none items-center gap-1 rounded hover:text-ink">
        <span>{parts.join(" · ")}</span>
        <ChevronRight aria-hidden className="size-3 shrink-0 transition-transform group-open:rotate-90" />
      </summary>
      <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
        {usageRows(answer).map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
