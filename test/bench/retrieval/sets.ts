import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Page, ParsedDocument } from "../../../lib/base/types.ts";
import { findHeadings } from "../../../lib/parse/headings.ts";
import type { PdfReader } from "../../../lib/parse/protocol.ts";
import { openForReading } from "../../../lib/parse/two-readers.ts";

/** Where the sets are; they stay outside the repository. */
export const shared = resolve(process.env.FOOTNOTE_SHARED ?? "../shared");
/** Parsed pages and vectors are kept here between runs. */
export const cacheFolder = join(tmpdir(), "footnote-bench");
mkdirSync(cacheFolder, { recursive: true });

export interface SetDocument extends ParsedDocument {
  id: string;
  name: string;
}

/** First characters of the SHA-256 of texts: names in the cache follow from content. */
export function digest(texts: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 12);
}

/** With `--reader pdfium` PDFs are read as PDFium and the layout see them, else with pdf-parse. */
const reader: PdfReader = process.argv.join(" ").includes("--reader pdfium") ? "pdfium" : "pdf-parse";

/** Every PDF of a folder, kept in the cache until the parser changes. `id` is made of the name. */
export async function readPdfFolder(folder: string): Promise<SetDocument[]> {
  const documents: SetDocument[] = [];
  const files = readdirSync("lib/parse", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const parser = digest([reader, ...files.sort().map((file) => readFileSync(join("lib/parse", file), "utf8"))]);
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".pdf"))) {
    const kept = join(cacheFolder, `${name}.${parser}.json`);
    if (!existsSync(kept)) writeFileSync(kept, JSON.stringify(await parse(join(folder, name))));
    const parsed: ParsedDocument = JSON.parse(readFileSync(kept, "utf8"));
    documents.push({ ...parsed, id: idOf(name), name });
  }
  return documents;
}

export function idOf(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, "_");
}

async function parse(path: string): Promise<ParsedDocument> {
  const pdf = await openForReading(new Uint8Array(readFileSync(path)), reader);
  if (pdf instanceof Error) throw pdf;
  const pages: Page[] = [];
  for (let number = 1; number <= pdf.pagesTotal; number++)
    pages.push({ number, text: (await pdf.readPage(number))?.page.text ?? "" });
  const outline = pdf.outline.length > 0 ? pdf.outline : findHeadings(pages);
  return { title: pdf.title, pages, outline, unreadablePages: [], warnings: [] };
}

/** Questions of SQuAD 2.0 (CC BY-SA 4.0), each paragraph a document of one page. */
export interface SquadQuestion {
  question: string;
  article: string;
  answers: string[];
  impossible: boolean;
}

const squadSchema = z.object({
  data: z.array(
    z.object({
      title: z.string(),
      paragraphs: z.array(
        z.object({
          context: z.string(),
          qas: z.array(
            z.object({
              question: z.string(),
              is_impossible: z.boolean(),
              answers: z.array(z.object({ text: z.string() })),
            }),
          ),
        }),
      ),
    }),
  ),
});

export function readSquad(): { documents: SetDocument[]; questions: SquadQuestion[] } {
  const { data } = squadSchema.parse(
    JSON.parse(readFileSync(join(shared, "eval/squad-v2/dev-8-articles.json"), "utf8")),
  );
  const documents: SetDocument[] = [];
  const questions: SquadQuestion[] = [];
  for (const { title, paragraphs } of data) {
    paragraphs.forEach(({ context, qas }, index) => {
      const id = `${title}_${index}`;
      const pages = [{ number: 1, text: context }];
      documents.push({
        id,
        name: title.replaceAll("_", " "),
        title: null,
        pages,
        outline: [],
        unreadablePages: [],
        warnings: [],
      });
      for (const qa of qas) {
        questions.push({
          question: qa.question,
          article: title,
          answers: qa.answers.map((one) => one.text),
          impossible: qa.is_impossible,
        });
      }
    });
  }
  return { documents, questions };
}

/** Rows of a CSV file with a header line; quoted cells may hold line ends. */
export function readCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text
    .replace(/^\uFEFF/, "")
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "") break;
    if (end !== ",") rows.push([]);
  }
  const [head = [], ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ""])));
}
