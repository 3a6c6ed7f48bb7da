import type { Answer } from "../base/types.ts";
import type { EvalQuestion } from "./questions.ts";
import { type EvalReport, summarise } from "./report.ts";
import { type EvalFound, type QuestionScore, scoreQuestion } from "./score.ts";

/** The line as an evaluation sees it. */
export interface EvalDeps {
  /** question → hits, evidence and the verdict on their relevance. */
  find(question: string): Promise<EvalFound>;
  /** The whole answer; left out when only retrieval is looked at. */
  answer?(question: string): Promise<Answer>;
}

export interface EvalOptions {
  /** Names the setting in the report: "MiniLM, hybrid". */
  setting: string;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Asks every question and scores what comes back: pages among the first hits, pages and words among the evidence,
 * citations, support, refusals and latency. One question at a time, so that the times mean something.
 */
export async function runEval(deps: EvalDeps, questions: EvalQuestion[], options: EvalOptions): Promise<EvalReport> {
  const scores: QuestionScore[] = [];
  for (const question of questions) {
    options.signal?.throwIfAborted();
    const found = await deps.find(question.question);
    const answer = deps.answer === undefined ? null : await deps.answer(question.question);
    scores.push(scoreQuestion(question, found, answer));
    options.onProgress?.(scores.length, questions.length);
  }
  return { setting: options.setting, createdAt: new Date().toISOString(), summary: summarise(scores), scores };
}
