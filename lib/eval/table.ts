import type { EvalReport, Latency, Share } from "./report.ts";

/** A row of the summary: its figure is a share, or text where it is none. */
export interface SummaryRow {
  group: "Pages" | "Documents" | "Evidence" | "Refusals" | "Answers" | "Time" | "By kind of question";
  label: string;
  /** Null when the run left it out. */
  figure: Share | string | null;
  /** False where less is better. */
  moreIsBetter: boolean;
}

export function summaryRows({ summary }: EvalReport): SummaryRow[] {
  const isEmpty = summary.questions === 0;
  const { pageHit, documentHit, answers, byKind } = summary;
  const row = (group: SummaryRow["group"], label: string, figure: SummaryRow["figure"], moreIsBetter = true) => ({
    group,
    label,
    figure,
    moreIsBetter,
  });
  return [
    ...Object.entries(pageHit).map(([k, share]) => row("Pages", `right page among the first ${k}`, share)),
    ...Object.entries(documentHit).map(([k, share]) => row("Documents", `right document among the first ${k}`, share)),
    row("Evidence", "right page among the evidence", summary.evidencePage),
    row("Evidence", "right words among the evidence", summary.evidenceText),
    row("Refusals", "unanswerable, refused", summary.refusedRight),
    row("Refusals", "answerable, wrongly refused", summary.refusedWrong, false),
    row("Answers", "sentences supported", answers?.supportedSentences ?? null),
    row("Answers", "citation precision", answers?.citationPrecision.toFixed(3) ?? null),
    row("Answers", "citation recall", answers?.citationRecall.toFixed(3) ?? null),
    row("Time", "retrieval, median / p95", isEmpty ? null : times(summary.retrieve), false),
    row("Time", "evidence, median / p95", isEmpty ? null : times(summary.evidence), false),
    row("Time", "answer, median / p95", answers === null ? null : times(answers.total), false),
    ...Object.entries(byKind).map(([kind, share]) => row("By kind of question", `first 5, ${kind}`, share)),
  ];
}

/** Nothing was asked that this figure is about, or the run left it out. */
export const NOT_MEASURED = "not measured";

/** A figure in words: "0.947 (90 of 95)". */
export function showFigure(figure: SummaryRow["figure"] | undefined): string {
  if (figure === null || figure === undefined) return NOT_MEASURED;
  if (typeof figure === "string") return figure;
  return figure.of === 0 ? NOT_MEASURED : `${figure.share.toFixed(3)} (${figure.right} of ${figure.of})`;
}

/** The rows of all reports side by side; those that no report measured are left out. */
export function sideBySide(
  reports: EvalReport[],
): (Omit<SummaryRow, "figure"> & { figures: SummaryRow["figure"][] })[] {
  const columns = reports.map((report) => new Map(summaryRows(report).map((row) => [row.label, row])));
  const all = new Map(columns.flatMap((column) => [...column]));
  return [...all.values()]
    .map(({ figure: _, ...row }) => ({
      ...row,
      figures: columns.map((column) => column.get(row.label)?.figure ?? null),
    }))
    .filter(({ group, figures }) => group !== "Answers" || figures.some((figure) => figure !== null))
    .filter(({ label, figures }) => !label.startsWith("answer,") || figures.some((figure) => figure !== null));
}

function times({ medianMs, p95Ms }: Latency): string {
  const show = (ms: number) => (ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
  return `${show(medianMs)} / ${show(p95Ms)}`;
}

/** Reports side by side, for a terminal. */
export function renderText(reports: EvalReport[]): string {
  const table = [
    ["", ...reports.map((report) => report.setting)],
    ["questions", ...reports.map((report) => String(report.summary.questions))],
    ...sideBySide(reports).map(({ label, figures }) => [label, ...figures.map(showFigure)]),
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
