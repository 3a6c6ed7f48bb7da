import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const base = {
  id: z.string().min(1),
  language: z.enum(["en", "zh"]),
  question: z.string().min(8),
  evidence: z.array(z.string().min(10)).min(1),
  reasoning: z.string(),
  text: z.string().min(10),
};
const refusal = z.strictObject({
  ...base,
  kind: z.enum(["canned", "declines", "redirect", "slanted"]),
  source: z.enum(["recorded-style", "paraphrase"]),
});
const ordinary = z.strictObject({
  ...base,
  kind: z.enum(["cited", "long", "refusal-words", "sensitive-subject", "politics", "not-stated"]),
});

function readLines<T>(name: string, schema: z.ZodType<T>): T[] {
  const text = readFileSync(new URL(`../fixtures/refusals/${name}`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => schema.parse(JSON.parse(line)));
}

const refusals = readLines("refusals.jsonl", refusal);
const answers = readLines("ordinary.jsonl", ordinary);

/** Words of five letters and more, and numbers. */
const contentWords = (text: string) =>
  new Set(text.toLowerCase().match(/\p{Script=Latin}{5,}|\d[\d.,]*\d|\d+/gu) ?? []);

/** How many content words of the answer stand in its evidence. */
function shared(answer: { text: string; evidence: string[] }): number {
  const evidence = contentWords(answer.evidence.join(" "));
  const text = contentWords(answer.text.replace(/\[(?:citation:)?\d+\]/g, ""));
  return [...text].filter((word) => evidence.has(word)).length;
}

describe("recorded refusals", () => {
  it("are many enough, in English and Chinese, of every kind", () => {
    expect(refusals.length).toBeGreaterThanOrEqual(60);
    for (const language of ["en", "zh"] as const)
      expect(refusals.filter((r) => r.language === language).length).toBeGreaterThanOrEqual(20);
    for (const kind of ["canned", "declines", "redirect", "slanted"] as const)
      expect(refusals.filter((r) => r.kind === kind).length).toBeGreaterThanOrEqual(5);
    expect(refusals.filter((r) => r.reasoning.trim() === "").length).toBeGreaterThanOrEqual(20);
  });

  it("cite nothing and repeat next to nothing of the evidence", () => {
    for (const r of refusals) {
      expect(r.text, r.id).not.toMatch(/\[(?:citation:)?\d+\]/);
      expect(shared(r), r.id).toBeLessThanOrEqual(2);
    }
  });
});

describe("ordinary answers", () => {
  it("are many enough, with the words and the subjects that refusals have", () => {
    expect(answers.length).toBeGreaterThanOrEqual(150);
    expect(answers.filter((a) => a.language === "zh").length).toBeGreaterThanOrEqual(15);
    expect(answers.filter((a) => /cannot|sorry|not allowed|I am|无法|抱歉|不能/.test(a.text)).length).toBeGreaterThan(
      15,
    );
    for (const kind of ["refusal-words", "sensitive-subject", "politics", "not-stated"] as const)
      expect(answers.filter((a) => a.kind === kind).length).toBeGreaterThanOrEqual(10);
  });

  it("cite their evidence and use its words", () => {
    for (const a of answers) {
      expect(a.text, a.id).toMatch(/\[(?:citation:)?1\]/);
      if (a.language === "en") expect(shared(a), a.id).toBeGreaterThanOrEqual(1);
    }
  });
});

describe("both files", () => {
  it("give every case its own id and text", () => {
    const all = [...refusals, ...answers];
    expect(new Set(all.map((c) => c.id)).size).toBe(all.length);
    expect(new Set(answers.map((a) => a.text)).size).toBe(answers.length);
  });
});
