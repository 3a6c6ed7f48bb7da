import { describe, expect, it } from "vitest";
import { usageRows } from "../../app/_components/answer/usage-rows.ts";
import { applyEvent, askedView } from "../../app/_components/conversations/answer-view.ts";
import { daysUntil } from "../../app/_components/settings/days-until.ts";
import type { Answer } from "../../lib/base/types.ts";

const { answer: blank } = askedView("k", "Why?", "", {});
const made: Answer = {
  ...blank,
  usage: { promptTokens: 1200, cachedTokens: 800, reasoningTokens: 312, completionTokens: 400 },
  timings: {
    queueMs: 2000,
    retrieveMs: 100,
    evidenceMs: 200,
    firstTokenMs: 4200,
    firstTextMs: 14_200,
    totalMs: 18_200,
    tokensPerSecond: 28,
  },
  energy: { wattHours: 0.2, method: "estimated", how: "45 W × 16.0 s" },
};

describe("where an answer's time and tokens went", () => {
  it("is told phase by phase, and the phases are the whole", () => {
    expect(usageRows(made)).toEqual([
      ["Searching", "200 ms"],
      ["Waiting in line", "2.0 s"],
      ["Reading", "2.0 s"],
      ["Thinking", "10 s"],
      ["Writing and checking", "4.0 s"],
      ["Tokens read", "1,200, 800 of them from the cache"],
      ["Tokens thought", "312"],
      ["Tokens written", "88"],
      ["Energy", "0.20 Wh, estimated, 45 W × 16.0 s"],
    ]);
  });

  it("leaves out what there was none of, and what an older answer does not know", () => {
    const { firstTextMs: _, ...timings } = made.timings;
    const older = { ...made, timings, energy: { wattHours: 0.2, method: "estimated" as const } };
    const rows = new Map(usageRows(older));
    expect(rows.has("Thinking")).toBe(false);
    expect(rows.get("Writing and checking")).toBe("14 s");
    expect(rows.get("Energy")).toBe("0.20 Wh, estimated");
    expect(usageRows(blank)).toEqual([]);
  });
});

it("the count of thoughts is on the page as it comes, with whether they can be cut short", () => {
  const event = { type: "stage", stage: "thinking", done: 312, total: 800, canAnswerNow: true } as const;
  const view = applyEvent(askedView("k", "Why?", "", {}), event, 0);
  expect(view.stage).toEqual({ stage: "thinking", done: 312, total: 800, canAnswerNow: true });
});

describe("the days of the meters", () => {
  it("end today, across the end of a month", () => {
    expect(daysUntil(undefined, 3, new Date(2026, 2, 1, 23, 59))).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  });

  it("end at the server's day where its clock is ahead", () => {
    expect(daysUntil("2026-03-02", 2, new Date(2026, 2, 1, 12))).toEqual(["2026-03-01", "2026-03-02"]);
  });
});
