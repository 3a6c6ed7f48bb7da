import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import { createChunker } from "../../lib/chunk/index.ts";
import { createHashEmbedder } from "../../lib/embed/index.ts";
import { createPdfParser, type PdfParser } from "../../lib/parse/index.ts";
import { bundle } from "../fixtures/bundle.ts";

const folder = resolve(process.env.FOOTNOTE_SHARED ?? "../shared", "hostile");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".pdf")) : [];

const typed = [
  "damaged_file",
  "password_protected",
  "no_pages",
  "no_text",
  "parse_timeout",
  "parse_memory",
  "parse_crashed",
];

describe.skipIf(files.length === 0)(
  `${files.length} broken, encrypted and odd PDFs (skipped where ../shared is absent)`,
  () => {
    let parser: PdfParser;
    beforeAll(async () => {
      const limits = { timeoutMs: 30_000, memoryBytes: 1024 * 1_048_576 };
      parser = createPdfParser({ childPath: await bundle("lib/parse/child.ts"), limits });
    });
    afterAll(() => parser.dispose());

    const { tokenizer } = createHashEmbedder();
    const chunker = createChunker({ tokenizer });

    it("all end with their text or with a typed reason, and none hangs", { timeout: 300_000 }, async () => {
      const outcomes = new Map<string, string>();
      const queue = [...files];
      const worker = async () => {
        for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
          const outcome = await parser.parse(join(folder, name), "application/pdf").then(
            async (parsed) => {
              const chunks = await chunker.chunk(parsed);
              const fits = chunks.every((chunk) => chunk.tokens <= tokenizer.maxTokens && chunk.spans.length > 0);
              return chunks.length > 0 && fits ? "ready" : "ready without sound chunks";
            },
            (error: unknown) => (error instanceof FootnoteError ? error.code : `untyped: ${String(error)}`),
          );
          outcomes.set(name, outcome);
        }
      };
      await Promise.all([worker(), worker()]);
      const odd = [...outcomes].filter(([, outcome]) => outcome !== "ready" && !typed.includes(outcome));
      expect(odd).toEqual([]);
      expect(outcomes.size).toBe(files.length);
      const tally: Record<string, number> = {};
      for (const outcome of outcomes.values()) tally[outcome] = (tally[outcome] ?? 0) + 1;
      expect(tally.ready ?? 0).toBeGreaterThan(files.length / 2);
    });
  },
);
