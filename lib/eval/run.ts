import type { Answer } from "../base/types.ts";
import type { KeptResults } from "./kept-results.ts";
import type { EvalQuestion } from "./questions.ts";
import { type EvalReport, summarise } from "./report.ts";
import { type EvalFound, type QuestionScore, scoreQuestion } from "./score.ts";

/** The line as an evaluation sees it. */
export interface EvalDeps {
  /** question → hits, evidence and whether they are relevant. */
  find(question: string): Promise<EvalFound>;
  /** The whole answer; left out when only retrieval is looked at. */
  answer?(question: string): Promise<Answer>;
}

export interface EvalOptions {
  /** Names the setting in the report: "MiniLM, hybrid". */
  setting: string;
  /** Results of an earlier, unfinished run, and where each new one is kept. */
  kept?: Pick<KeptResults, "of" | "keep">;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Asks every question and scores what comes back: pages among the first hits, pages and words among the evidence,
 * citations, support, refusals and latency. One question at a time, so that the times mean something. What is kept of an
 * earlier run is not asked again.
 */
export async function runEval(deps: EvalDeps, questions: EvalQuestion[], options: EvalOptions): Promise<EvalReport> {
  const scores: QuestionScore[] = [];
  for (const question of questions) {
    options.signal?.throwIfAborted();
    scores.push(options.kept?.of(question) ?? (await askAndScore(deps, question, options.kept)));
    options.onProgress?.(scores.length, questions.length);
  }
  return { setting: options.setting, createdAt: new Date().toISOString(), summary: summarise(scores), scores };
}

async function askAndScore(deps: EvalDeps, question: EvalQuestion, kept: EvalOptions["kept"]): Promise<QuestionScore> {
  const found = await deps.find(question.question);
  const answer = deps.answer === undefined ? null : await deps.answer(question.question);
  const score = scoreQuestion(question, found, answer);
  await kept?.keep(question, score);
  return score;
}
