import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import { createPdfParser, type PdfParser } from "../../lib/parse/index.ts";
import { bundle } from "../fixtures/bundle.ts";
import { writePdf } from "../fixtures/pdf.ts";

const limits = { timeoutMs: 20_000, memoryBytes: 1024 * 1_048_576 };
let folder: string;
let childPath: string;
let parser: PdfParser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-parse-"));
  childPath = await bundle("lib/parse/child.ts");
  parser = createPdfParser({ childPath, limits });
});
afterAll(async () => {
  await parser.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function failure(path: string, mediaType = "application/pdf", other = parser): Promise<FootnoteError> {
  const error: unknown = await other.parse(path, mediaType).catch((thrown: unknown) => thrown);
  if (!(error instanceof FootnoteError)) throw new Error("a FootnoteError was expected");
  return error;
}

describe("a PDF", () => {
  it("comes back page by page with its title, its bookmarks and its progress", async () => {
    const path = join(folder, "good.pdf");
    await writePdf(path, {
      title: "Warranty terms",
      pages: ["The warranty lasts twelve months.\nIt starts on delivery.", "Returns are free."],
      bookmarks: [{ title: "Returns", page: 2 }],
    });
    const seen: string[] = [];
    const parsed = await parser.parse(path, "application/pdf", {
      onProgress: (done, total) => seen.push(`${done}/${total}`),
    });
    expect(parsed.title).toBe("Warranty terms");
    expect(parsed.pages.map((page) => page.text.trim())).toEqual([
      "The warranty lasts twelve months.\nIt starts on delivery.",
      "Returns are free.",
    ]);
    expect(parsed.outline).toEqual([{ title: "Returns", page: 2, level: 0 }]);
    expect(parsed.unreadablePages).toEqual([]);
    expect(seen).toEqual(["1/2", "2/2"]);
  });

  it("whose title is a file number goes by its subject", async () => {
    const path = join(folder, "filing.pdf");
    await writePdf(path, { pages: ["Some text."], title: "0000320193-22-000070", subject: "Form 10-Q for June 2022" });
    expect((await parser.parse(path, "application/pdf")).title).toBe("Form 10-Q for June 2022");
  });

  it("in Chinese with a predefined character map is read with the maps that are installed", async () => {
    const path = join(folder, "chinese.pdf");
    await writeFile(
      path,
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 9 0 R/Resources<</Font<</F 8 0 R>>>>>>endobj\n" +
        "7 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 6 0 R>>endobj\n" +
        "6 0 obj<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 900/Descent -100/CapHeight 700/StemV 80>>endobj\n" +
        "8 0 obj<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H/DescendantFonts[7 0 R]>>endobj\n" +
        "9 0 obj<</Length 43>>stream\nBT /F 12 Tf 50 50 Td <C4E3BAC3CAC0BDE7> Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>",
    );
    expect((await parser.parse(path, "application/pdf")).pages[0]?.text.trim()).toBe("你好世界");
  });

  it("without a word of text is said to look scanned", async () => {
    const path = join(folder, "scan.pdf");
    await writePdf(path, { pages: ["", ""] });
    const error = await failure(path);
    expect(error.code).toBe("no_text");
    expect(error.message).toMatch(/scanned/);
  });

  it("of blank text is said to be blank, not scanned", async () => {
    const path = join(folder, "blank.txt");
    await writeFile(path, " \n\n\t \n");
    const error = await failure(path, "text/plain");
    expect(error.code).toBe("no_text");
    expect(error.message).toMatch(/blank/);
    expect(error.message).not.toMatch(/scanned/);
  });

  it("with a password says so", async () => {
    const path = join(folder, "secret.pdf");
    await writePdf(path, { pages: ["secret"], password: "opensesame" });
    expect((await failure(path)).code).toBe("password_protected");
  });

  it("cut short is damaged, and something else than a PDF is said not to be one", async () => {
    const whole = join(folder, "whole.pdf");
    await writePdf(whole, { pages: ["The whole of it."] });
    const cut = join(folder, "cut.pdf");
    await writeFile(cut, (await readFile(whole)).subarray(0, 200));
    const cutError = await failure(cut);
    expect([cutError.code, cutError.message]).toEqual(["damaged_file", "This PDF is damaged or cut short."]);
    const other = join(folder, "other.pdf");
    await writeFile(other, "PK\u0003\u0004 this is a zip file by its looks");
    const otherError = await failure(other);
    expect([otherError.code, otherError.message]).toEqual(["damaged_file", "This file is not a PDF."]);
  });

  it("is ready with a warning that names the page when one of its pages cannot be read", async () => {
    const path = join(folder, "hole.pdf");
    const page = (id: number) =>
      `${id} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 9 0 R/Resources<</Font<</F 8 0 R>>>>>>endobj\n`;
    await writeFile(
      path,
      `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>endobj\n${page(3)}4 0 obj<</Type/Pages/Kids[4 0 R]/Count 1>>endobj\n${page(5)}` +
        "8 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n9 0 obj<</Length 42>>stream\nBT /F 12 Tf 50 50 Td (A page of text) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>",
    );
    const parsed = await parser.parse(path, "application/pdf");
    expect(parsed.pages.map((item) => item.text.trim())).toEqual(["A page of text", "", "A page of text"]);
    expect(parsed.unreadablePages).toEqual([2]);
    expect(parsed.warnings).toContain("Page 2 could not be read.");
  });
});

describe("limits", () => {
  it("end a file that takes too long, too much memory, or is cancelled", async () => {
    const path = join(folder, "long.pdf");
    await writePdf(path, { pages: Array.from({ length: 40 }, (_, index) => `Page number ${index} `.repeat(200)) });
    const hurried = createPdfParser({ childPath, limits: { ...limits, timeoutMs: 1 } });
    expect((await failure(path, "application/pdf", hurried)).code).toBe("parse_timeout");
    const small = createPdfParser({ childPath, limits: { ...limits, memoryBytes: 8 * 1_048_576 } });
    expect((await failure(path, "application/pdf", small)).code).toBe("parse_memory");
    const controller = new AbortController();
    const parsing = parser.parse(path, "application/pdf", { signal: controller.signal });
    controller.abort();
    await expect(parsing).rejects.toMatchObject({ code: "cancelled" });
  });

  it("leave the page out on which the parser ends and keep the others", async () => {
    const dying = join(folder, "dying.mjs");
    await writeFile(
      dying,
      `process.send({ type: "ready" });
       process.on("message", ({ fromPage }) => {
         process.send({ type: "opened", pagesTotal: 3, title: null, outline: [], warnings: [] });
         for (let page = fromPage; page <= 3; page++) {
           process.send({ type: "start", page }, () => { if (page === 2) process.exit(9); });
           if (page === 2) return;
           process.send({ type: "page", page, text: "text of page " + page });
         }
         process.send({ type: "done" });
       });`,
    );
    const parsed = await createPdfParser({ childPath: dying, limits }).parse("any", "application/pdf");
    expect(parsed.pages.map((page) => page.text)).toEqual(["text of page 1", "", "text of page 3"]);
    expect(parsed.unreadablePages).toEqual([2]);
  });

  it("say so when the parser dies at once", async () => {
    const dead = join(folder, "dead.mjs");
    await writeFile(dead, "process.exit(3);");
    expect((await failure("any", "application/pdf", createPdfParser({ childPath: dead, limits }))).code).toBe(
      "parse_crashed",
    );
  });
});

describe("a text file", () => {
  it("is cut into pages at paragraph borders and loses no character", async () => {
    const path = join(folder, "notes.txt");
    const text = Array.from({ length: 60 }, (_, index) =>
      `Paragraph ${index} says something of its own.`.repeat(5),
    ).join("\n\n");
    await writeFile(path, text);
    const parsed = await parser.parse(path, "text/plain");
    expect(parsed.pages.length).toBeGreaterThan(3);
    expect(parsed.pages.map((page) => page.text).join("")).toBe(text);
    for (const page of parsed.pages.slice(1)) expect(page.text).toMatch(/^Paragraph/);
  });

  it("of Markdown has its headings as outline, those in code fences left out", async () => {
    const path = join(folder, "guide.md");
    await writeFile(
      path,
      "# Guide\n\nHello.\n\n```\n# not a heading\n```\n\n## Adding documents\n\nDrop them.\n\nOther\n-----\n",
    );
    const parsed = await parser.parse(path, "text/markdown");
    expect(parsed.title).toBe("Guide");
    expect(parsed.outline.map((item) => [item.title, item.level])).toEqual([
      ["Guide", 0],
      ["Adding documents", 1],
      ["Other", 1],
    ]);
  });

  it("that is no text, or empty, is refused", async () => {
    const binary = join(folder, "binary.txt");
    await writeFile(binary, Buffer.from(Array.from({ length: 4000 }, (_, index) => index % 256)));
    expect((await failure(binary, "text/plain")).code).toBe("damaged_file");
    const blank = join(folder, "blank.txt");
    await writeFile(blank, "  \n \n");
    expect((await failure(blank, "text/plain")).code).toBe("no_text");
  });
});
