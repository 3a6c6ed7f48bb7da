import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FootnoteError } from "../base/errors.ts";
import type { EvalQuestion } from "./questions.ts";
import type { QuestionScore } from "./score.ts";

/** What a run measures; results of another kind of run are not mixed with its own. */
export interface RunKind {
  setting: string;
  /** Whether the model is asked too. */
  answers: boolean;
}

/** The results of a run as they come, kept so that it can go on where it stopped. */
export interface KeptResults {
  /** The result of a question that was asked before; undefined when it has to be asked. */
  of(question: EvalQuestion): QuestionScore | undefined;
  /** Keeps a result durably. */
  keep(question: EvalQuestion, score: QuestionScore): Promise<void>;
  /** Forgets them: the report is written. */
  finish(): Promise<void>;
}

interface Line {
  question: string;
  score: QuestionScore;
}

/** The file of an unfinished run in its output folder: its kind in the first line, then a result a line. */
export const keptResultsFile = "eval-unfinished.jsonl";

/**
 * Opens the results of an unfinished run in a folder, or begins anew (`fresh`). A question that was changed since is asked
 * again; a line that was cut off is dropped.
 * @throws FootnoteError `conflict` when the unfinished run there is of another kind
 */
export async function openKeptResults(folder: string, kind: RunKind, fresh: boolean): Promise<KeptResults> {
  const path = join(folder, keptResultsFile);
  await mkdir(folder, { recursive: true });
  if (fresh) await rm(path, { force: true });
  const { kind: before, lines, wholeBytes } = await readWhole(path);
  if (before !== null && (before.setting !== kind.setting || before.answers !== kind.answers)) {
    throw new FootnoteError(
      "conflict",
      `The folder holds an unfinished run ${describe(before)}; this one is ${describe(kind)}.`,
      {
        hint: "Run it again as before to go on with it, choose another folder with --out, or begin anew with --fresh.",
      },
    );
  }
  if (before === null) await writeDurably(path, `${JSON.stringify(kind)}\n`);
  else await truncate(path, wholeBytes);
  const kept = new Map(lines.map(({ question, score }) => [question, score]));
  return {
    of: (question) => {
      const score = kept.get(keyOf(question));
      return score && { ...score, id: question.id };
    },
    async keep(question, score) {
      const line: Line = { question: keyOf(question), score };
      kept.set(line.question, score);
      const file = await open(path, "a");
      try {
        await file.appendFile(`${JSON.stringify(line)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    finish: () => rm(path, { force: true }),
  };
}

/** Replaces a file as a whole: written beside it, synced, renamed. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await syncing(temporary, "w", (file) => file.writeFile(text));
  await rename(temporary, path);
  await syncing(dirname(path), "r", async () => undefined).catch(() => undefined); // not every system syncs folders
}

async function syncing(
  path: string,
  flags: string,
  work: (file: Awaited<ReturnType<typeof open>>) => Promise<unknown>,
): Promise<void> {
  const file = await open(path, flags);
  try {
    await work(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A question by its content; its id may only be its place in the file. */
function keyOf({ id: _, ...content }: EvalQuestion): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/** The whole lines of the file; a run that was killed may have left half of one at the end. */
async function readWhole(path: string): Promise<{ kind: RunKind | null; lines: Line[]; wholeBytes: number }> {
  const text = await readFile(path, "utf8").catch(() => "");
  const whole: string[] = [];
  for (const line of text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1)) {
    if (!isJson(line)) break;
    whole.push(line);
  }
  const [first, ...rest] = whole;
  return {
    kind: first === undefined ? null : (JSON.parse(first) as RunKind),
    lines: rest.map((line) => JSON.parse(line) as Line),
    wholeBytes: whole.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0),
  };
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

const describe = ({ setting, answers }: RunKind) => `named “${setting}” ${answers ? "with" : "without"} answers`;
