import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../lib/base/types.ts";
import {
  compareReports,
  type EvalDeps,
  parseQuestions,
  renderHtml,
  renderText,
  runEval,
} from "../../../lib/eval/index.ts";

const questions = parseQuestions(
  [
    {
      question: "How long is the warranty?",
      answer: "twelve months",
      document: "terms.pdf",
      page: 2,
      quote: "The warranty lasts twelve months",
      kind: "number",
    },
    { id: "two", question: "What do both say?", document: ["terms.pdf", "manual.pdf"], page: [1, 4] },
    { id: "none", question: "Who is the mayor?", unanswerable: true },
  ]
    .map((line) => JSON.stringify(line))
    .join("\n"),
);
const hit = (documentName: string, page: number) => ({ documentName, spans: [{ page, start: 0, end: 9 }] });
const sentence = (documentName: string, page: number, text: string): Evidence => ({
  text,
  documentId: documentName,
  documentName,
  page,
  pageLabel: String(page),
  start: 0,
  end: text.length,
  score: 1,
  highlights: [],
});

/** Answers every question alike: good hits for the first, one of two for the second, and whatever it is told for the third. */
const line = (refuses: boolean, first = 2): EvalDeps => ({
  find: async (question) => ({
    hits: [hit("terms.pdf", 9), ...(first === 2 ? [hit("terms.pdf", 2)] : []), hit("terms.pdf", 1)],
    evidence: [sentence("terms.pdf", 2, "The warranty lasts twelve months from delivery.")],
    relevant: !(refuses && question.includes("mayor")),
    retrieveMs: 10,
    evidenceMs: 20,
  }),
});

describe("runEval", () => {
  it("counts pages, evidence, and refusals right and wrong", async () => {
    const { summary, scores } = await runEval(line(true), questions, { setting: "one" });
    expect(scores.map((score) => score.pageRank)).toEqual([2, null, null]);
    expect(summary.pageHit[1]).toMatchObject({ right: 0, of: 2 });
    expect(summary.pageHit[5]).toMatchObject({ right: 1, of: 2, share: 0.5 });
    expect(summary.evidenceText).toMatchObject({ right: 1, of: 1 });
    expect(summary.refusedRight).toMatchObject({ right: 1, of: 1 });
    expect(summary.refusedWrong).toMatchObject({ right: 0, of: 2 });
    expect(summary.byKind.number?.share).toBe(1);
  });

  it("shows what got better and worse between two settings, as text and as a page without requests", async () => {
    const before = await runEval(line(true), questions, { setting: "before <b>" });
    const after = await runEval(line(false, 0), questions, { setting: "after" });
    expect(compareReports(before, after).map((change) => [change.what, change.better])).toEqual([
      ["page among the first 5", false],
      ["refusal", false],
    ]);
    expect(renderText([before, after])).toContain("right page among the first 5");
    const html = renderHtml([before, after]);
    expect(html).toContain("before &lt;b&gt;");
    expect(html).not.toMatch(/<script|src=|https?:/);
  });

  it("survives being written and read as JSON", async () => {
    const report = await runEval(line(true), questions, { setting: "one" });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it("stops when told to", async () => {
    await expect(
      runEval(line(true), questions, { setting: "x", signal: AbortSignal.abort(new Error("stopped")) }),
    ).rejects.toThrow("stopped");
  });
});

describe("parseQuestions", () => {
  it("reads the project's own golden set", () => {
    const golden = parseQuestions(
      readFileSync(new URL("../../fixtures/golden/questions.jsonl", import.meta.url), "utf8"),
    );
    expect(golden.length).toBeGreaterThanOrEqual(80);
    expect(golden.filter((question) => question.unanswerable).length).toBeGreaterThanOrEqual(20);
  });

  it("names every line that cannot be read", () => {
    expect(() => parseQuestions('{"question":"ok"}\nnot json\n{"question":" "}\n{"question":"x","page":0}')).toThrow(
      /line 2.*line 3.*line 4/s,
    );
  });
});
