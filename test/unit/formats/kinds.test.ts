import { describe, expect, it } from "vitest";
import { ACCEPTED } from "../../../app/_components/data/accepted-files.ts";
import { fileKinds, kindOfFile } from "../../../lib/base/file-kinds.ts";
import { docxOf, emlOf, epubOf, msgOf, odfOf, sheetRow, wordText, xlsxOf, zipOf } from "../../fixtures/formats.ts";
import { readBytes } from "../../fixtures/read-bytes.ts";

const told = (bytes: Buffer | string, name: string) => {
  const kind = kindOfFile(Buffer.from(bytes).subarray(0, 4096), name);
  return typeof kind === "string" ? kind : kind.message;
};

it("the file dialog offers what is read", () => {
  expect(ACCEPTED.split(",")).toEqual(
    fileKinds.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`)),
  );
});

describe("the kind of a file is told by its bytes", () => {
  it.each([
    ["pdf", "%PDF-1.4", "anything.txt"],
    ["rtf", "{\\rtf1 x}", "letter.doc"],
    ["odt", odfOf("text", ""), "x"],
    ["ods", odfOf("spreadsheet", ""), "x.odt"],
    ["epub", epubOf("T", ["x"]), "x.zip"],
    ["zip", zipOf({ "a.txt": "x" }), "x.zip"],
    ["docx", docxOf(wordText("x")), "x.docm"],
    ["msg", msgOf("S", "B", { name: "a.txt", bytes: Buffer.from("x") }), "x.msg"],
    ["eml", emlOf("S", "B"), "mail"],
    ["html", "<!DOCTYPE html><p>x", "page"],
    ["csv", "a,b\n", "x.csv"],
    ["text", "plain words", "README"],
  ])("%s", (kind, bytes, name) => expect(told(bytes, name)).toBe(kind));

  it.each([
    ["a picture", "GIF89a", "x.pdf", /is a picture/],
    [
      "a picture named like a document",
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      "x.docx",
      /is a picture/,
    ],
    ["an old Word file", Buffer.from("d0cf11e0a1b11ae1", "hex"), "x.doc", /old office format/],
    ["a program", "MZ\0", "x.exe", /cannot read/],
    ["a program's archive", zipOf({ a: "b" }), "x.jar", /cannot read/],
    ["text named like a workbook", "a,b", "x.xlsx", /named like a file of Excel but is not/],
  ])("%s is refused in words", (_what, bytes, name, message) => expect(told(bytes, name)).toMatch(message));
});

it("an office file under another office file's name is read as what it is, and says so", async () => {
  const document = await readBytes(xlsxOf({ A: sheetRow(1, ["Bolt", 4]) }), "list.docx");
  expect(document.pages[0]?.text).toBe("Bolt\t4");
  expect(document.warnings).toEqual(["The file is named like Word, but holds Excel; it was read as that."]);
});
