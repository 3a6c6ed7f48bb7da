import type { EvalReport, Share } from "./report.ts";

/** The rows of the summary: a label and its figure. */
export function summaryRows({ summary }: EvalReport): [string, string][] {
  const { pageHit, documentHit, answers } = summary;
  const rows: [string, string][] = [
    ["questions", String(summary.questions)],
    ...Object.entries(pageHit).map(([k, share]): [string, string] => [`right page among the first ${k}`, show(share)]),
    ...Object.entries(documentHit).map(([k, share]): [string, string] => [
      `right document among the first ${k}`,
      show(share),
    ]),
    ["right page among the evidence", show(summary.evidencePage)],
    ["right words among the evidence", show(summary.evidenceText)],
    ["unanswerable, refused", show(summary.refusedRight)],
    ["answerable, wrongly refused", show(summary.refusedWrong)],
    ["retrieval, median / p95", `${Math.round(summary.retrieve.medianMs)} / ${Math.round(summary.retrieve.p95Ms)} ms`],
    ["evidence, median / p95", `${Math.round(summary.evidence.medianMs)} / ${Math.round(summary.evidence.p95Ms)} ms`],
    ...Object.entries(summary.byKind).map(([kind, share]): [string, string] => [`first 5, ${kind}`, show(share)]),
  ];
  if (answers !== null) {
    rows.push(
      ["sentences supported", show(answers.supportedSentences)],
      ["citation precision", answers.citationPrecision.toFixed(3)],
      ["citation recall", answers.citationRecall.toFixed(3)],
      ["answer, median / p95", `${Math.round(answers.total.medianMs)} / ${Math.round(answers.total.p95Ms)} ms`],
    );
  }
  return rows;
}

/** Nothing was asked that this figure is about, or the run left it out. */
const NOT_MEASURED = "not measured";

function show({ right, of, share }: Share): string {
  return of === 0 ? NOT_MEASURED : `${share.toFixed(3)} (${right} of ${of})`;
}

/** Reports side by side, for a terminal. */
export function renderText(reports: EvalReport[]): string {
  const columns = reports.map((report) => new Map(summaryRows(report)));
  const labels = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  const table = [
    ["", ...reports.map((report) => report.setting)],
    ...labels.map((label) => [label, ...columns.map((column) => column.get(label) ?? "–")]),
  ];
  const widths = (table[0] ?? []).map((_, index) => Math.max(...table.map((row) => (row[index] ?? "").length)));
  return table
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
