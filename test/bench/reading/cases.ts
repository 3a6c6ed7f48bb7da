/**
 * Every entry of `cases.json` in FOOTNOTE_SHARED/cases, read, indexed and asked as the product does it, alone in its index; prints
 * which are right. What needs a model (`ask`) and what OCR must find is named as left out.
 *
 *   node test/bench/run.mjs reading/cases [--reader pdf-parse] [--only PART_OF_A_NAME]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { FootnoteError } from "../../../lib/base/errors.ts";
import type { ParsedDocument } from "../../../lib/base/types.ts";
import { mediaTypeOf } from "../../../lib/documents/media-type.ts";
import { createPdfParser } from "../../../lib/parse/index.ts";
import { createRetriever } from "../../../lib/retrieve/index.ts";
import { createFinder } from "../retrieval/finder.ts";
import { indexSet, openEmbedder } from "../retrieval/index-set.ts";
import { shared } from "../retrieval/sets.ts";

interface Case {
  file: string;
  name?: string;
  page?: number;
  has?: string[];
  hasNot?: string[];
  finds?: string[];
  answers?: [string, string[]][];
  refuses?: string[];
  warns?: string;
  fails?: string;
  once?: boolean;
  scan?: boolean;
  scannedPages?: number[];
  status?: string;
  evidenceShorterThan?: number;
  ask?: unknown;
}

const option = (name: string) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
};
const folder = resolve(shared, "cases");
if (!existsSync(folder)) {
  console.log(`skipped: there is no ${folder} (FOOTNOTE_SHARED names the folder that holds it)`);
  process.exit(0);
}
const reader = option("--reader") === "pdf-parse" ? "pdf-parse" : "pdfium";
const parser = createPdfParser({
  childPath: resolve("dist/parse-child.mjs"),
  reader,
  limits: { timeoutMs: 60_000, memoryBytes: 1024 * 1_048_576 },
});
const embedder = await openEmbedder();
const plain = (text: string) => text.replace(/\s+/g, " ");

const { cases }: { cases: Case[] } = JSON.parse(readFileSync(resolve(folder, "cases.json"), "utf8"));
const results: Record<string, string> = {};
for (const entry of cases.filter(({ file }) => file.includes(option("--only") ?? ""))) {
  const name = entry.name ?? entry.file;
  const wrong = await judge(entry, name);
  results[name] = wrong.length === 0 ? "right" : wrong.join("; ");
  console.log(`${wrong.length === 0 ? "right" : "WRONG"}  ${name}${wrong.length === 0 ? "" : `: ${wrong.join("; ")}`}`);
}
const right = Object.values(results).filter((result) => result === "right").length;
console.log(`${right} of ${Object.keys(results).length} right, read with ${reader}`);
mkdirSync("bench-results", { recursive: true });
writeFileSync("bench-results/cases.json", `${JSON.stringify({ reader, results }, null, 2)}\n`);
await parser.dispose();
await embedder.dispose();

/** What is wrong with a case, in words; empty when all is right. */
async function judge(entry: Case, name: string): Promise<string[]> {
  let parsed: ParsedDocument;
  try {
    const path = resolve(folder, entry.file);
    parsed = await parser.parse(path, mediaTypeOf(readFileSync(path), name));
  } catch (error) {
    const code = error instanceof FootnoteError ? error.code : "crash";
    const message = error instanceof Error ? error.message : String(error);
    return entry.fails === code || (entry.scan === true && /scan/i.test(message)) ? [] : [`${code}: ${message}`];
  }
  const wrong: string[] = [...judgePages(entry, parsed)];
  const wantsSearch = (entry.finds ?? entry.answers ?? entry.refuses) !== undefined;
  if (wantsSearch) wrong.push(...(await judgeSearch(entry, name, parsed)));
  if (entry.ask !== undefined) wrong.push("left out: needs a model and a conversation");
  return wrong;
}

function judgePages(entry: Case, parsed: ParsedDocument): string[] {
  const wrong: string[] = [];
  const text = plain(parsed.pages[(entry.page ?? 1) - 1]?.text ?? "");
  for (const words of entry.has ?? []) if (!text.includes(words)) wrong.push(`“${words}” is missing`);
  for (const words of entry.hasNot ?? []) if (text.includes(words)) wrong.push(`“${words}” is there`);
  const said = [...parsed.warnings, ...parsed.pages.flatMap(({ warnings = [] }) => warnings.map((one) => one.text))];
  // The pattern of cases.json may begin with (?i), which JavaScript has as a flag.
  const pattern = entry.warns === undefined ? null : new RegExp(entry.warns.replace("(?i)", ""), "i");
  if (pattern !== null && !said.some((warning) => pattern.test(warning))) wrong.push("no such warning");
  if (entry.once === true) {
    const words = text.trim().split(" ");
    if (words.length !== new Set(words).size || words.length > 12) wrong.push(`not once: ${text}`);
  }
  if (entry.scan === true && !said.some((warning) => /scan|picture/i.test(warning)))
    wrong.push("not said to be a scan");
  for (const number of entry.scannedPages ?? []) {
    const page = parsed.pages[number - 1];
    const own = (page?.warnings ?? []).some((warning) => /scan|picture/i.test(warning.text));
    if (!own && page?.how !== "ocr") wrong.push(`page ${number} is not said to be a scan`);
  }
  return wrong;
}

async function judgeSearch(entry: Case, name: string, parsed: ParsedDocument): Promise<string[]> {
  const wrong: string[] = [];
  const set = await indexSet(`case-${name}`, [{ ...parsed, id: "case", name }], embedder, "about");
  const options = { embedder: () => embedder, store: set.store, documentsNamed: async () => [] };
  const words = createRetriever({ ...options, embedder: () => null });
  const finder = createFinder(set, createRetriever(options));
  for (const query of entry.finds ?? []) {
    const { hits } = await words.retrieve({ query, scope: { collectionIds: ["bench"] }, limit: 10 });
    if (hits.length === 0) wrong.push(`“${query}” is not found`);
  }
  for (const [question, expected] of entry.answers ?? []) {
    const { evidence: found, relevant } = await finder.find(question);
    const evidence = found ?? [];
    const held = evidence.some(({ text }) => expected.every((part) => plain(text).includes(part)));
    if (relevant !== true || !held)
      wrong.push(`“${question}”: ${relevant ? "" : "refused, "}${evidence[0]?.text ?? "nothing"}`);
    const longest = Math.max(0, ...evidence.map(({ text }) => text.length));
    if (longest >= (entry.evidenceShorterThan ?? Number.POSITIVE_INFINITY))
      wrong.push(`evidence of ${longest} characters`);
  }
  for (const question of entry.refuses ?? [])
    if ((await finder.find(question)).relevant === true) wrong.push(`“${question}” is not refused`);
  await set.dispose();
  return wrong;
}
