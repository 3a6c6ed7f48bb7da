import { compareReports, type EvalReport } from "./report.ts";
import type { QuestionScore } from "./score.ts";
import { summaryRows } from "./table.ts";

/** One self-contained page: the figures side by side, what got better and worse, and every question. No request, no script. */
export function renderHtml(reports: EvalReport[]): string {
  const [first, ...others] = reports;
  const labels = [...new Set(reports.flatMap((report) => summaryRows(report).map(([label]) => label)))];
  const columns = reports.map((report) => new Map(summaryRows(report)));
  const summary = labels.map((label) => row([label, ...columns.map((column) => column.get(label) ?? "–")])).join("");
  const changes = others.flatMap((report) => (first === undefined ? [] : compareReports(first, report)));
  const changed = changes
    .map((change) =>
      row([change.better ? "better" : "worse", change.what, change.question], change.better ? "better" : "worse"),
    )
    .join("");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Footnote evaluation</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; }
.worse td:first-child { color: #c2410c; } .better td:first-child { color: #15803d; }
.miss { background: #f9731618; }
</style></head><body>
<h1>Footnote evaluation</h1>
<p>${escapeHtml(first?.createdAt ?? "")}</p>
<table><thead>${row(["", ...reports.map((report) => report.setting)], "", "th")}</thead><tbody>${summary}</tbody></table>
${others.length === 0 ? "" : `<h2>Better and worse than ${escapeHtml(first?.setting ?? "")}</h2><table><tbody>${changed}</tbody></table>`}
${reports.map(questionTable).join("")}
</body></html>
`;
}

function questionTable(report: EvalReport): string {
  const rows = report.scores.map((score) => row(questionCells(score), isMiss(score) ? "miss" : "")).join("");
  const heads = row(["question", "page at", "in evidence", "refused", "supported", "ms"], "", "th");
  return `<h2>${escapeHtml(report.setting)}</h2><table><thead>${heads}</thead><tbody>${rows}</tbody></table>`;
}

function questionCells(score: QuestionScore): string[] {
  const { pageRank, evidencePage, answer } = score;
  return [
    score.question,
    !score.placed ? "–" : pageRank === null ? "not found" : String(pageRank),
    evidencePage === null ? "–" : evidencePage ? "yes" : "no",
    score.refused ? (score.unanswerable ? "rightly" : "wrongly") : score.unanswerable ? "should have been" : "no",
    answer === null ? "–" : `${answer.supported} of ${answer.sentences}`,
    String(Math.round(score.retrieveMs)),
  ];
}

function isMiss(score: QuestionScore): boolean {
  return score.refused !== score.unanswerable || (score.placed && (score.pageRank ?? 6) > 5);
}

function row(cells: string[], name = "", tag: "td" | "th" = "td"): string {
  return `<tr${name === "" ? "" : ` class="${name}"`}>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
