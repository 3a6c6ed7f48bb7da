import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FootnoteError } from "../../lib/base/errors.ts";
import { createPdfParser, type PdfParser } from "../../lib/parse/index.ts";
import { bundle } from "../fixtures/bundle.ts";
import { docxOf, emlOf, odfOf, sheetRow, wordText, xlsxOf, zipOf } from "../fixtures/formats.ts";
import { mediaTypeFor } from "../fixtures/read-bytes.ts";

let folder: string;
let parser: PdfParser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "footnote-hostile-formats-"));
  const limits = { timeoutMs: 60_000, memoryBytes: 700 * 1_048_576 };
  parser = createPdfParser({ childPath: await bundle("lib/parse/child.ts"), limits });
});
afterAll(async () => {
  await parser.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Reads the file in the child process that reads uploads. */
async function read(bytes: Buffer, name: string) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return parser.parse(path, mediaTypeFor(bytes, name));
}
async function failure(bytes: Buffer, name: string): Promise<FootnoteError> {
  const error: unknown = await read(bytes, name).catch((thrown: unknown) => thrown);
  if (!(error instanceof FootnoteError)) throw new Error("a FootnoteError was expected");
  expect(error.hint).toMatch(/\w{3}/);
  return error;
}

/** A part of 170 MB that takes up almost nothing packed. */
const huge = new Uint8Array(170 * 1_048_576);

describe("files made to cost more than they are worth", () => {
  it("a part that unpacks to hundreds of megabytes", async () => {
    const bomb = Buffer.from(
      zipSync({
        "[Content_Types].xml": strToU8('<Types><Override ContentType="wordprocessingml.document.main+xml"/></Types>'),
        "word/document.xml": [huge, { level: 1 }],
      }),
    );
    expect((await failure(bomb, "a.docx")).code).toBe("too_large");
    expect((await failure(Buffer.from(zipSync({ "a.txt": [huge, { level: 1 }] })), "a.zip")).code).toBe("too_large");
  });

  it("entities that grow, and entities that fetch: nothing is put in and nothing is opened", async () => {
    const declared =
      '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>';
    const bomb = zipOf({
      "[Content_Types].xml": '<Types><Override ContentType="wordprocessingml.document.main+xml"/></Types>',
      "word/document.xml": `${declared}<w:document><w:body>${wordText("&b;&x;")}</w:body></w:document>`,
    });
    expect((await failure(bomb, "a.docx")).code).toBe("damaged_file");
  });

  it("elements a hundred thousand deep", async () => {
    expect((await failure(docxOf("<w:sdt>".repeat(100_000)), "a.docx")).code).toBe("damaged_file");
    const deep = (levels: number) => Buffer.from(`<!doctype html>${"<div>".repeat(levels)}at the bottom`);
    expect((await read(deep(5000), "a.html")).pages[0]?.text).toBe("at the bottom");
    expect((await failure(deep(100_000), "b.html")).code).toBe("not_supported");
  });

  it("a sheet of 2^20 rows", async () => {
    const row = (at: number) => `<row r="${at}"><c><v>${at}</v></c></row>`;
    const rows = Array.from({ length: 1_048_576 }, (_, at) => row(at + 1)).join("");
    const error = await failure(xlsxOf({ A: rows }), "a.xlsx");
    expect(error).toMatchObject({ code: "too_large", message: expect.stringMatching(/more than 250,000 rows/) });
  });

  it("a sheet that says that a million rows repeat", async () => {
    const cell = "<table:table-cell><text:p>again</text:p></table:table-cell>";
    const row = `<table:table-row table:number-rows-repeated="1048576">${cell.replace("cell>", 'cell table:number-columns-repeated="16384">')}</table:table-row>`;
    const { pages } = await read(odfOf("spreadsheet", `<table:table table:name="A">${row}</table:table>`), "a.ods");
    expect(pages.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(200_000);
  });

  it("a document of ten thousand pages is read", async () => {
    const text = wordText("The quick brown fox jumps over the lazy dog by the river. ".repeat(25));
    const { pages } = await read(docxOf((text + text).repeat(10_000)), "a.docx");
    expect(pages.length).toBeGreaterThan(8000);
  });

  it("a mail in a mail in a mail: to the third, and what is deeper is named", async () => {
    let mail = emlOf("level 0", "innermost words");
    for (let level = 1; level <= 6; level++)
      mail = emlOf(`level ${level}`, "around", [["message/rfc822", "inner.eml", mail]]);
    const { pages, warnings } = await read(mail, "a.eml");
    expect(pages.map(({ text }) => text.split("\n")[0])).toEqual(["level 6", "level 5", "level 4", "level 3"]);
    expect(warnings.join()).toMatch(/inside too many other files/);
  });
});

describe("files that can't be read say why", () => {
  it.each([
    [
      "a password on an office file",
      Buffer.concat([
        Buffer.from("d0cf11e0a1b11ae1", "hex"),
        Buffer.alloc(600),
        Buffer.from("EncryptedPackage", "utf16le"),
      ]),
      "a.xlsx",
      "password_protected",
    ],
    [
      "a password on an OpenDocument file",
      zipOf({
        mimetype: "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<m><encryption-data/></m>",
        "content.xml": "x",
      }),
      "a.odt",
      "password_protected",
    ],
    [
      "a locked book",
      zipOf({
        mimetype: "application/epub+zip",
        "META-INF/container.xml": '<c><rootfile full-path="b.opf"/></c>',
        "META-INF/encryption.xml": '<e><CipherReference URI="c.xhtml"/></e>',
        "b.opf": '<p><manifest><item id="c" href="c.xhtml"/></manifest><spine><itemref idref="c"/></spine></p>',
        "c.xhtml": "x",
      }),
      "a.epub",
      "not_supported",
    ],
    ["one cut short", docxOf(wordText("x".repeat(5000))).subarray(0, 700), "a.docx", "damaged_file"],
    ["one that is another archive", zipOf({ "a.txt": "x" }), "a.docx", "damaged_file"],
    [
      "XML that ends in the middle",
      zipOf({
        "[Content_Types].xml": '<T><O C="wordprocessingml.document.main+xml"/></T>',
        "word/document.xml": "<w:document><w:body><w:p>",
      }),
      "a.docx",
      "damaged_file",
    ],
    ["an empty document", docxOf(""), "a.docx", "no_pages"],
    ["a sheet without a word", xlsxOf({ A: "" }), "a.xlsx", "no_text"],
    ["an archive of nothing that can be read", zipOf({ "a.exe": "MZ\0" }), "a.zip", "not_supported"],
  ])("%s", async (_what, bytes, name, code) => {
    expect((await failure(bytes, name)).code).toBe(code);
  });

  it("macros are not run and links are not followed: the words are read", async () => {
    const row = sheetRow(1, ["Total", 4]).replace("<v>4</v>", '<f>WEBSERVICE("http://127.0.0.1:9/")</f><v>4</v>');
    expect((await read(xlsxOf({ A: row }), "a.xlsm")).pages[0]?.text).toBe("Total\t4");
  });
});
