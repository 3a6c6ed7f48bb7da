import { z } from "zod";
import { FootnoteError } from "../base/errors.ts";

/** Where an answer stands. */
export interface Place {
  /** File name. */
  document: string;
  /** From 1; null when any page of the document will do. */
  page: number | null;
  /** Words of that page that bear the answer out. */
  quote: string | null;
}

/** A test question of someone's own. */
export interface EvalQuestion {
  id: string;
  question: string;
  answer: string | null;
  /** All of these are needed; empty when unanswerable or not stated. */
  places: Place[];
  /** True when the documents do not hold the answer. */
  unanswerable: boolean;
  /** Free labels that results are broken down by. */
  kinds: string[];
}

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([schema.transform((one) => [one]), z.array(schema)]).optional();

const line = z.object({
  id: z.string().optional(),
  question: z.string().trim().min(1),
  answer: z.string().nullish(),
  document: oneOrMore(z.string()),
  page: oneOrMore(z.number().int().min(1)),
  quote: oneOrMore(z.string()),
  unanswerable: z.boolean().optional(),
  kind: oneOrMore(z.string()),
});

/**
 * Reads test questions, a JSON object a line: `question`, and optionally `answer`, `document`, `page`, `quote` (arrays of
 * one length where several documents are needed), `unanswerable`, `kind`, `id`.
 * @throws FootnoteError `bad_request` that names every bad line
 */
export function parseQuestions(jsonLines: string): EvalQuestion[] {
  const questions: EvalQuestion[] = [];
  const bad: string[] = [];
  jsonLines.split("\n").forEach((text, index) => {
    if (text.trim() === "") return;
    const parsed = line.safeParse(readJson(text));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      bad.push(`line ${index + 1}: ${issue?.path.join(".") || "not JSON"}: ${issue?.message ?? ""}`);
      return;
    }
    const { id, question, answer, document = [], page = [], quote = [], unanswerable, kind } = parsed.data;
    questions.push({
      id: id ?? `line-${index + 1}`,
      question,
      answer: answer ?? null,
      places: document.map((name, at) => ({ document: name, page: page[at] ?? null, quote: quote[at] ?? null })),
      unanswerable: unanswerable ?? false,
      kinds: kind ?? [],
    });
  });
  if (bad.length > 0) {
    throw new FootnoteError("bad_request", `Some test questions cannot be read.\n  ${bad.join("\n  ")}`, {
      hint: 'Each line is a JSON object with at least "question".',
    });
  }
  return questions;
}

/** The questions in the form that `parseQuestions` reads. */
export function formatQuestions(questions: EvalQuestion[]): string {
  const oneOrMany = <T>(values: (T | null)[]) =>
    values.length === 0 || values.includes(null) ? undefined : values.length === 1 ? values[0] : values;
  return questions
    .map(({ id, question, answer, places, unanswerable, kinds }) => {
      const line = {
        id,
        question,
        answer: answer ?? undefined,
        document: oneOrMany(places.map(({ document }) => document)),
        page: oneOrMany(places.map(({ page }) => page)),
        quote: oneOrMany(places.map(({ quote }) => quote)),
        unanswerable: unanswerable || undefined,
        kind: oneOrMany(kinds),
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join("");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
