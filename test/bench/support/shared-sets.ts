import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { splitSentences } from "../../../lib/base/text/index.ts";
import type { Source } from "../../../lib/base/types.ts";
import { shared } from "../retrieval/sets.ts";

/** An answer by somebody else's model over passages, with what people found wrong in it. */
export interface SharedAnswer {
  id: string;
  /** 0 or 1 by a hash of the question: thresholds are chosen on 0 and reported on 1. */
  half: 0 | 1;
  text: string;
  passages: string[];
  /** True for a stretch of the text that people found borne out; null for one that they found so in part. */
  isTrue: (start: number, end: number) => boolean | null;
}

/** 367 answers of six models over three passages each, every hallucinated stretch marked by people (RAGTruth, QA part). */
export function readRagTruth(): SharedAnswer[] {
  const lines = readFileSync(join(shared, "eval/ragtruth-qa-dev.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => {
    const row: { id: string; source_id: string; d1: string; d2: string; labels: { start: number; end: number }[] } =
      JSON.parse(line);
    return {
      id: row.id,
      half: halfOf(row.source_id),
      text: row.d2,
      passages: row.d1.split(/\n*passage \d+:/).filter((passage) => passage.trim() !== ""),
      isTrue: (start, end) => !row.labels.some((label) => label.start < end && label.end > start),
    };
  });
}

/** 764 claims of systems built on GPT-4 with the passages that they cite, judged by experts (ExpertQA). */
export function readExpertQa(): SharedAnswer[] {
  const rows: { question: string; claim: string; passages: string[]; support: string }[] = JSON.parse(
    readFileSync(join(shared, "eval/expertqa-dev.json"), "utf8"),
  );
  return rows.map((row, index) => ({
    id: String(index),
    half: halfOf(row.question),
    text: row.claim,
    passages: row.passages,
    isTrue: () => (row.support === "Partial" ? null : row.support === "Complete"),
  }));
}

/** Its passages as the sources of an answer, one page each. */
export function toSources(passages: string[]): Source[] {
  return passages.map((text, index) => ({
    n: index + 1,
    documentId: String(index),
    documentName: `passage ${index + 1}`,
    spans: [{ page: 1, start: 0, end: text.length }],
    headings: [],
    text,
    score: 1,
  }));
}

export function sentencesOf({ text }: SharedAnswer): { start: number; end: number }[] {
  return splitSentences(text);
}

function halfOf(id: string): 0 | 1 {
  return createHash("sha256").update(id).digest().readUInt8(0) % 2 === 0 ? 0 : 1;
}
