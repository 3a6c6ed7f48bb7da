import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { FootnoteError } from "../base/errors.ts";
import type { Answer } from "../base/types.ts";
import {
  type EvalDeps,
  type EvalReport,
  openKeptResults,
  parseQuestions,
  renderHtml,
  renderText,
  runEval,
  writeDurably,
} from "../eval/index.ts";
import type { EvidenceSearch } from "../retrieve/search.ts";
import { streamAnswer } from "./answer-stream.ts";
import type { Client } from "./client.ts";

export interface EvaluateOptions {
  /** Ask the model too; without it only search, evidence and refusals are measured. */
  answers: boolean;
  /** Folder for `eval.json` and `eval.html`. */
  out: string;
  /** The `eval.json` of an earlier run to compare with. */
  against?: string;
  /** Names this setting in the report. */
  name?: string;
  /** Forget what an unfinished run left in the folder. */
  fresh?: boolean;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** Hits looked at for each question. */
const HITS = 10;

/**
 * Asks the running server the questions of a file, or those kept there from answers, prints the figures and writes them as JSON and as one HTML page.
 * Each result is kept as it comes: a run that was ended goes on where it stopped.
 * @throws FootnoteError `bad_request` when the questions or the earlier report cannot be read, `conflict` when the folder
 * holds an unfinished run of another kind
 */
export async function evaluate(client: Client, file: string | undefined, options: EvaluateOptions): Promise<string> {
  const questions = parseQuestions(file === undefined ? await keptQuestions(client) : await readText(file));
  const earlier = options.against === undefined ? null : readReport(await readText(options.against));
  const setting = options.name ?? (await settingOf(client));
  const { onProgress, signal, answers } = options;
  const kept = await openKeptResults(options.out, { setting, answers }, options.fresh ?? false);
  const report = await runEval(askServer(client, answers), questions, {
    setting,
    kept,
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const reports = earlier === null ? [report] : [earlier, report];
  await writeDurably(join(options.out, "eval.json"), JSON.stringify(report, null, 1));
  await writeDurably(join(options.out, "eval.html"), renderHtml(reports));
  await kept.finish();
  return renderText(reports);
}

/** The server's own API as what an evaluation asks; the conversations that asking makes are removed again. */
function askServer(client: Client, withAnswers: boolean): EvalDeps {
  const answers = new Map<string, Answer>();
  async function ask(question: string): Promise<Answer> {
    const kept = answers.get(question);
    if (kept !== undefined) return kept;
    let conversation: string | undefined;
    const forget = async () => {
      // With no signal: what was begun is cleaned up also when the run is being ended.
      if (conversation !== undefined)
        await client.call(`/conversations/${conversation}`, { method: "DELETE", signal: null });
    };
    try {
      const answer = await streamAnswer(client, question, (part) => {
        if (part.type === "data-start") conversation = part.data.conversationId;
        if (part.type === "data-answer") conversation = part.data.conversationId;
      });
      answers.set(question, answer);
      await forget();
      return answer;
    } catch (error) {
      await forget().catch(() => undefined);
      throw error;
    }
  }
  const find: EvalDeps["find"] = async (question) => {
    const query = new URLSearchParams({ q: question, limit: String(HITS), evidence: "1" });
    const found = await client.json<EvidenceSearch & { tookMs: number }>(`/search?${query}`);
    const { hits, evidence, relevant, retrieveMs, tookMs } = found;
    return {
      hits: hits.map(({ documentName, page, start, end }) => ({ documentName, spans: [{ page, start, end }] })),
      evidence,
      relevant,
      retrieveMs,
      evidenceMs: tookMs,
    };
  };
  return withAnswers ? { find, answer: ask } : { find };
}

async function keptQuestions(client: Client): Promise<string> {
  const lines = await (await client.call("/test-questions?format=jsonl")).text();
  if (lines !== "") return lines;
  throw new FootnoteError("bad_request", "No test question has been kept yet.", {
    hint: "Choose “Keep as test question” under an answer in the browser, or give a file.",
  });
}

async function settingOf(client: Client): Promise<string> {
  const { model } = await client.json<{ model?: { name: string } | null }>("/health");
  return model?.name ?? "no model";
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new FootnoteError("bad_request", "The file cannot be read.", { hint: "Check its name and place.", cause });
  });
}

function readReport(text: string): EvalReport {
  const report: EvalReport | null = JSON.parse(text);
  if (report?.summary === undefined || !Array.isArray(report.scores)) {
    throw new FootnoteError("bad_request", "The earlier report is not one of `footnote eval`.", {
      hint: "Give its eval.json.",
    });
  }
  return report;
}
