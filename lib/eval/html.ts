import { type Change, compareReports, type EvalReport, isHit, isRightlyRefused } from "./report.ts";
import type { QuestionScore } from "./score.ts";
import { type SummaryRow, showFigure, sideBySide } from "./table.ts";

/** One self-contained page: the figures side by side, what got better and worse, and every question. No request, no script. */
export function renderHtml(reports: EvalReport[]): string {
  const [first, ...others] = reports;
  const last = reports.at(-1);
  const changes = others.flatMap((report) => (first === undefined ? [] : compareReports(first, report)));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Footnote evaluation</title>
<style>${STYLE}</style></head><body>
<header><h1>Evaluation</h1>
<p>${count(last?.summary.questions ?? 0, "question")}, asked ${escapeHtml([...new Set(reports.map(({ createdAt }) => when(createdAt)))].join(" and "))}</p></header>
<main>
${summaryTable(reports)}
${others.length === 0 ? "" : changesTable(changes, first?.setting ?? "")}
${reports.map((report) => questionTable(report, report === last)).join("\n")}
</main></body></html>
`;
}

function summaryTable(reports: EvalReport[]): string {
  const rows = sideBySide(reports);
  const groups = [...new Set(rows.map(({ group }) => group))].map((group) => {
    const own = rows.filter((row) => row.group === group);
    const body = own.map(({ label, figures, moreIsBetter }) => {
      const cells = figures.map((figure) => `<td>${figureCell(figure, moreIsBetter)}</td>`).join("");
      return `<tr><th scope="row">${escapeHtml(label)}</th>${cells}</tr>`;
    });
    const head = `<tr class="group"><th scope="rowgroup" colspan="${reports.length + 1}">${escapeHtml(group)}</th></tr>`;
    return `<tbody>${head}${body.join("")}</tbody>`;
  });
  const heads = reports.map(({ setting }) => `<th scope="col">${escapeHtml(setting)}</th>`).join("");
  return `<div class="wide"><table class="figures"><thead><tr><td></td>${heads}</tr></thead>${groups.join("")}</table></div>`;
}

/** The figure; a share also as a bar, which is full at 1. */
function figureCell(figure: SummaryRow["figure"], moreIsBetter: boolean): string {
  if (figure === null || typeof figure === "string" || figure.of === 0) {
    const text = showFigure(figure);
    return figure === null || typeof figure !== "string" ? `<span class="soft">${text}</span>` : escapeHtml(text);
  }
  const { share, right, of } = figure;
  const bar = `<i class="bar${moreIsBetter ? "" : " bad"}"><b style="width:${(share * 100).toFixed(1)}%"></b></i>`;
  return `<span class="share"><span>${share.toFixed(3)}</span>${bar}<span class="soft">${right} of ${of}</span></span>`;
}

function changesTable(changes: Change[], first: string): string {
  const title = `<h2>Better and worse than ${escapeHtml(first)}</h2>`;
  if (changes.length === 0) return `${title}<p class="soft">Every question came out the same.</p>`;
  const rows = [...changes]
    .sort((a, b) => Number(a.better) - Number(b.better))
    .map(({ better, what, question }) => {
      const name = better ? "better" : "worse";
      return `<tr class="${name}"><td>${name}</td><td>${escapeHtml(what)}</td><td>${escapeHtml(question)}</td></tr>`;
    });
  return `${title}<div class="wide"><table><tbody>${rows.join("")}</tbody></table></div>`;
}

/** The columns of a question that this run measured. */
function columnsOf({ scores, summary }: EvalReport): [string, (score: QuestionScore) => string][] {
  const all: [string, (score: QuestionScore) => string, boolean][] = [
    ["Question", (score) => score.question, true],
    ["Page at", pageCell, scores.some((score) => score.placed)],
    ["In evidence", ({ evidencePage }) => yesNo(evidencePage), scores.some((score) => score.evidencePage !== null)],
    ["Refused", refusedCell, scores.some((score) => score.refused !== null)],
    ["Supported", supportedCell, summary.answers !== null],
    ["Search", ({ retrieveMs }) => `${Math.round(retrieveMs)} ms`, true],
  ];
  return all.flatMap(([head, cell, measured]) => (measured ? [[head, cell] as [typeof head, typeof cell]] : []));
}

function questionTable(report: EvalReport, isOpen: boolean): string {
  const columns = columnsOf(report);
  const misses = report.scores.filter(isMiss).length;
  const sorted = [...report.scores].sort((a, b) => Number(isMiss(b)) - Number(isMiss(a)));
  const rows = sorted.map((score) => {
    const cells = columns.map(([, cell]) => `<td>${escapeHtml(cell(score))}</td>`).join("");
    return `<tr${isMiss(score) ? ' class="miss"' : ""}>${cells}</tr>`;
  });
  const heads = columns.map(([head]) => `<th scope="col">${head}</th>`).join("");
  const told = misses === 0 ? "none missed" : `${misses} missed, shown first`;
  return `<details${isOpen ? " open" : ""}><summary><h2>${escapeHtml(report.setting)}</h2> <span class="soft">${count(report.scores.length, "question")}, ${told}</span></summary>
<div class="wide"><table class="questions"><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table></div></details>`;
}

function pageCell({ placed, pageRank }: QuestionScore): string {
  if (!placed) return "";
  return pageRank === null ? "not found" : `${pageRank}${ORDINALS[pageRank] ?? "th"}`;
}

const ORDINALS: Record<number, string> = { 1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd" };

function refusedCell({ refused, unanswerable }: QuestionScore): string {
  if (refused === null) return "";
  if (refused) return unanswerable ? "rightly" : "wrongly";
  return unanswerable ? "should have been" : "no";
}

function supportedCell({ answer }: QuestionScore): string {
  return answer === null || answer.sentences === 0 ? "" : `${answer.supported} of ${answer.sentences}`;
}

function yesNo(value: boolean | null): string {
  return value === null ? "" : value ? "yes" : "no";
}

function isMiss(score: QuestionScore): boolean {
  return isRightlyRefused(score) === false || (score.placed && !isHit(score));
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
/** "2026-11-24 02:03 UTC": the same wherever the page is opened. */
const when = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The colours of Footnote's own pages (app/globals.css), with the system's fonts: the file is read anywhere. */
const STYLE = `
:root { color-scheme: light dark; --paper: light-dark(#f4f6f3, #111514); --sheet: light-dark(#fff, #181d1b);
  --ink: light-dark(#17211e, #e8ede9); --soft: light-dark(#4c5a55, #a5b1ac); --line: light-dark(#d9e0db, #2a3230);
  --accent: light-dark(#14524a, #7fd3c1); --sunk: light-dark(#eaeeea, #0c0f0e); --bad: light-dark(#a02323, #ff9d94);
  --bad-soft: light-dark(#fbe3e1, #3a1a18); --good: light-dark(#1d6b43, #84d6a6);
  font: 15px/1.5 ui-sans-serif, system-ui, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink); }
h1 { margin: 0; font: 400 2.25rem/1.1 "Iowan Old Style", Georgia, serif; }
h2 { display: inline; font-size: 1.1rem; font-weight: 600; }
main > h2 { display: block; margin: 2.5rem 0 .75rem; }
header p { margin: .4rem 0 1.75rem; } header p, .soft { color: var(--soft); }
.wide { overflow-x: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .9rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400; }
thead th, thead td { border-top: 0; font-weight: 600; vertical-align: bottom; }
tr.group th { padding-top: 1rem; font-weight: 600; color: var(--soft); }
tbody:first-of-type tr.group th { border-top: 1px solid var(--line); }
.figures tbody th[scope=row] { padding-left: 1.6rem; } .figures td { white-space: nowrap; }
.share { display: flex; align-items: center; gap: .75rem; } .share > .soft { min-width: 6.5em; }
.bar { flex: none; width: 8rem; height: .5rem; border-radius: 99px; background: var(--sunk); overflow: hidden; }
.bar b { display: block; height: 100%; border-radius: inherit; background: var(--accent); } .bar.bad b { background: var(--bad); }
.worse td:first-child { color: var(--bad); } .better td:first-child { color: var(--good); }
.questions td:first-child { min-width: 18rem; } .questions td + td { white-space: nowrap; } .questions td:last-child, .questions th:last-child { text-align: right; }
.miss td { background: var(--bad-soft); }
details { margin-top: 2.5rem; } summary { margin-bottom: .75rem; cursor: pointer; }
@media (max-width: 40rem) { .bar { display: none; } .share > .soft { min-width: 0; } th, td { padding-inline: .6rem; } }
@media print { body { background: none; } .wide { border-color: #ccc; } }
`;
