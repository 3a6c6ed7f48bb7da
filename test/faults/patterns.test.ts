import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "recheck";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/**
 * Patterns that take more than linear time, or that cannot be judged in the time given, and why each does no harm: what
 * bounds the text that it sees. A new one is made linear first, and listed here only where that is not possible.
 */
const BOUNDED: Record<string, string> = {
  "/\\d{1,4}(?=\\D*$)/": "lines of at most 120 characters (lib/chunk/running-lines.ts)",
  "/\\b(?:19|20)\\d{2}\\b|\\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\\.?\\s+\\d{1,2}\\b|\\bq[1-4]\\b/gi":
    "too long to judge; starts at the borders of words only, and test/faults/cost.test.ts runs it",
  "/(?:^|[.!?:•–—-]|\\n)[\\s\"“'(*#]*$/": "the 40 characters before a word (lib/cite/facts.ts)",
  "/(?:^|\\n)[\\s*•-]*$/": "the 40 characters before a marker (lib/cite/index.ts)",
  "/^\\s*(?:citation|source|webpage)s?\\s*[:#]?\\s*(\\d+)/i": "brackets of at most 80 characters (lib/cite/markers.ts)",
  "/[a-z]+$/i": "brackets of at most 80 characters (lib/cite/markers.ts)",
  "/\\d{2,}\\s*$/": "lines of at most 90 characters (lib/parse/headings.ts)",
  "/[\\s,;:.–-]+$/": "titles of at most 60 characters (lib/prompt/follow-up.ts)",
};
/** Patterns that start with this are units of measure in 40 characters (lib/cite/facts.ts), or lines of 90 (lib/parse/headings.ts). */
const BOUNDED_STARTS = ["/^(?:%|percent(?:age points?)?|", "/^(?:(?:chapter|section|part|item|article|appendix)\\s+)?"];
/** Judged by running it over the texts of test/faults/cost.test.ts: too many branches for the checker. */
const RUN_INSTEAD = ["/(?<=^|\\s)(?:(-)?(?:(file|page):)?"];

interface Pattern {
  text: string;
  where: string;
}

/** Every pattern written out in the project's own code; `new RegExp` is looked for apart. */
function patternsIn(folder: string): Pattern[] {
  const found: Pattern[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!/\.(?:ts|tsx|mjs)$/.test(name)) continue;
    const path = join(folder, name);
    const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        found.push({ text: node.text, where: `${path}:${line}` });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

const isBounded = (text: string) =>
  text in BOUNDED || [...BOUNDED_STARTS, ...RUN_INSTEAD].some((start) => text.startsWith(start));

describe("patterns in lib and app", () => {
  it("take time in line with the length of a text, or see short texts only", async () => {
    const patterns = [...patternsIn("lib"), ...patternsIn("app")];
    expect(patterns.length).toBeGreaterThan(200);
    const places = new Map<string, string[]>();
    for (const { text, where } of patterns) places.set(text, [...(places.get(text) ?? []), where]);
    const bad: string[] = [];
    const judge = async ([text, where]: [string, string[]]) => {
      if (isBounded(text)) return;
      const [, source = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
      // A seed, so that the checker's search by trial gives the same verdict every time.
      const verdict = await check(source, flags, { timeout: 20_000, randomSeed: 7 });
      if (verdict.status !== "safe")
        bad.push(
          `${where.join(", ")} ${text}: ${verdict.status === "vulnerable" ? verdict.complexity.summary : verdict.status}`,
        );
    };
    for (const one of places) await judge(one);
    expect(bad).toEqual([]);
  });

  it("are known to be slow: the checker finds the ones that were", async () => {
    for (const [source, flags] of [
      ["[\\p{L}\\p{N}.&]+$", "u"],
      ["([\\p{L}\\p{N}]+)[-\\u2010]\\n(\\p{Ll}+)", "gu"],
      ["^ {0,3}(#{1,6})\\s+(.+?)\\s*#*\\s*$", ""],
      ["(a+)+$", ""],
    ] as const)
      expect((await check(source, flags, { timeout: 20_000, randomSeed: 7 })).status, source).toBe("vulnerable");
  });
});
