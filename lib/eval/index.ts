export { renderHtml } from "./html.ts";
export { type KeptResults, keptResultsFile, openKeptResults, type RunKind, writeDurably } from "./kept-results.ts";
export { createEvalPipeline, type EvalPipelineOptions } from "./pipeline.ts";
export { type EvalQuestion, formatQuestions, parseQuestions } from "./questions.ts";
export { type Change, compareReports, type EvalReport, type EvalSummary } from "./report.ts";
export { type EvalDeps, type EvalOptions, runEval } from "./run.ts";
export type { EvalFound, EvalHit } from "./score.ts";
export { renderText } from "./table.ts";
