import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { originalWords, words } from "../../../lib/base/text/index.ts";
import type { ParsedDocument } from "../../../lib/base/types.ts";
import { createChunker } from "../../../lib/chunk/index.ts";
import { createHashEmbedder } from "../../../lib/embed/index.ts";
import { createPdfParser, type PdfParser } from "../../../lib/parse/index.ts";
import { bundle } from "../../fixtures/bundle.ts";

/**
 * The PDFs of ../shared/cases against what its list says of their text. What it asks of whole answers (the evidence for a
 * question) is asked here of one line of a page: the line that holds the label must hold the value.
 */
const folder = resolve(process.env.FOOTNOTE_SHARED ?? "../shared", "cases");
const caseList = z.object({
  cases: z.array(
    z.object({
      file: z.string(),
      page: z.number().default(1),
      has: z.array(z.string()).default([]),
      hasNot: z.array(z.string()).default([]),
      finds: z.array(z.string()).default([]),
      warns: z.string().optional(),
      once: z.boolean().default(false),
      scan: z.boolean().default(false),
      scannedPages: z.array(z.number()).optional(),
    }),
  ),
});
const list = join(folder, "cases.json");
const cases = existsSync(list)
  ? caseList.parse(JSON.parse(readFileSync(list, "utf8"))).cases.filter(({ file }) => file.endsWith(".pdf"))
  : [];
/** What stands together on one line, for the questions of the list. */
const lines: Record<string, string[]> = {
  "acroform-values.pdf": ["Applicant name", "Okonkwo"],
  "freetext-annotation.pdf": ["Penalty", "7 percent"],
  "sideways-table.pdf": ["Corby", "27"],
  "superscript-numbers.pdf": ["Almere Bay", "12,450"],
  "vertical-japanese-chrome.pdf": ["違約金は五十万円"],
  "wrapped-label-table.pdf": ["C-Nova", "12 months"],
  "page-labels.pdf": ["Chapter two", "sandstone"],
};
/** Not read yet: pages that are pictures (text recognition), a table whose label wraps. */
const open = ["wrapped-label-table.pdf"];

describe.skipIf(cases.length === 0)("the PDFs of ../shared/cases (skipped where ../shared is absent)", () => {
  let parser: PdfParser;
  beforeAll(async () => {
    const limits = { timeoutMs: 60_000, memoryBytes: 1024 * 1_048_576 };
    parser = createPdfParser({ childPath: await bundle("lib/parse/child.ts"), limits });
  });
  afterAll(() => parser.dispose());

  const { tokenizer } = createHashEmbedder();

  it.each(cases)("$file", async (one) => {
    const parsed = await parser.parse(join(folder, one.file), "application/pdf");
    const wrong = await faults(
      parsed,
      one,
      (await createChunker({ tokenizer }).chunk(parsed)).map(({ text }) => text),
    );
    if (open.includes(one.file)) expect(wrong, "is right now: take it from the list of open ones").not.toEqual([]);
    else expect(wrong).toEqual([]);
  });
});

async function faults(parsed: ParsedDocument, one: (typeof cases)[number], chunks: string[]): Promise<string[]> {
  const plain = (text: string) => text.replace(/\s+/g, " ");
  const text = plain(parsed.pages[one.page - 1]?.text ?? "");
  const wrong: string[] = [];
  for (const wanted of one.has) if (!text.includes(wanted)) wrong.push(`lacks ${wanted}`);
  for (const unwanted of one.hasNot) if (text.includes(unwanted)) wrong.push(`has ${unwanted}`);
  const forms = chunks.map(
    (chunk) =>
      ` ${originalWords(chunk)
        .map(({ form }) => form)
        .join(" ")} `,
  );
  for (const term of one.finds) {
    const form = ` ${words(term)
      .map((word) => word.form)
      .join(" ")} `;
    if (!forms.some((chunk) => chunk.includes(form))) wrong.push(`doesn't find ${term}`);
  }
  if (
    one.warns !== undefined &&
    !parsed.warnings.some((warning) => new RegExp(one.warns?.replace("(?i)", "") ?? "", "i").test(warning))
  )
    wrong.push("doesn't warn");
  const together = lines[one.file] ?? [];
  const rows = parsed.pages.flatMap((page) => page.text.split("\n"));
  if (!rows.some((row) => together.every((part) => row.includes(part))))
    wrong.push(`has no line with ${together.join(" and ")}`);
  if (one.once && rows.join(" ").match(/due on/g)?.length !== 1) wrong.push("isn't read once");
  if (one.scan && !/scan/i.test(parsed.warnings.join(" "))) wrong.push("isn't said to be scanned");
  if (one.scannedPages !== undefined && !/scan/i.test(parsed.warnings.join(" ")))
    wrong.push("isn't said to be scanned in parts");
  return wrong;
}
