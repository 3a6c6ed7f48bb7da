import type { Answer } from "../../../lib/base/types.ts";
import { duration, energy } from "../data/format.ts";

/** Phases with their seconds, tokens in, thought and out, and how energy is known. */
export function usageRows({ timings, usage, energy: used }: Answer): [string, string][] {
  const { queueMs, evidenceMs, firstTokenMs, firstTextMs = null, totalMs } = timings;
  const began = firstTextMs ?? firstTokenMs;
  const phases: [string, number | null][] = [
    ["Searching", evidenceMs],
    ["Waiting in line", queueMs],
    ["Reading", firstTokenMs === null ? null : firstTokenMs - evidenceMs - queueMs],
    ["Thinking", firstTokenMs === null || firstTextMs === null ? null : firstTextMs - firstTokenMs],
    ["Writing and checking", began === null ? null : totalMs - began],
  ];
  const cached = usage.cachedTokens > 0 ? `, ${usage.cachedTokens.toLocaleString("en")} of them from the cache` : "";
  const text = usage.completionTokens - usage.reasoningTokens;
  const rows: [string, string | null][] = [
    ...phases.map(([name, ms]): [string, string | null] => [name, ms === null || ms <= 0 ? null : duration(ms)]),
    ["Tokens read", usage.promptTokens > 0 ? `${usage.promptTokens.toLocaleString("en")}${cached}` : null],
    ["Tokens thought", usage.reasoningTokens > 0 ? usage.reasoningTokens.toLocaleString("en") : null],
    ["Tokens written", text > 0 ? text.toLocaleString("en") : null],
    ["Energy", used.wattHours > 0 ? [energy(used.wattHours), used.method, used.how].filter(Boolean).join(", ") : null],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}
