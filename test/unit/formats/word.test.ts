import {
  Document,
  FootnoteReferenceRun,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from "docx";
import { expect, it } from "vitest";
import { docxOf, wordText } from "../../fixtures/formats.ts";
import { blocksOf, readBytes } from "../../fixtures/read-bytes.ts";

const read = (body: string, parts?: Record<string, string>) => readBytes(docxOf(body, parts), "a.docx");

it("a document of another program: headings, text, a table with merged cells, a note", async () => {
  const cell = (text: string, more: { columnSpan?: number; rowSpan?: number } = {}) =>
    new TableCell({ children: [new Paragraph(text)], ...more });
  const file = new Document({
    title: "Lease of hall 7",
    footnotes: { 1: { children: [new Paragraph("Without heating.")] } },
    sections: [
      {
        children: [
          new Paragraph({ text: "Rent", heading: HeadingLevel.HEADING_1 }),
          new Paragraph({
            children: [new TextRun("The rent is 4,200 euros"), new FootnoteReferenceRun(1), new TextRun(" a month.")],
          }),
          new Table({
            rows: [
              new TableRow({ children: [cell("Year"), cell("Rent", { columnSpan: 2 })], tableHeader: true }),
              new TableRow({ children: [cell("2026", { rowSpan: 2 }), cell("hall"), cell("4,200")] }),
              new TableRow({ children: [cell("yard"), cell("310")] }),
            ],
          }),
        ],
      },
    ],
  });
  const document = await readBytes(await Packer.toBuffer(file), "lease.docx");
  expect(document.title).toBe("Lease of hall 7");
  expect(document.outline).toEqual([{ title: "Rent", page: 1, level: 0 }]);
  expect(blocksOf(document)).toEqual([
    "heading: Rent",
    "paragraph: The rent is 4,200 euros¹ a month.",
    "note: ¹ Without heating.",
    "table: Year | Rent |  / 2026 | hall | 4,200 /  | yard | 310",
  ]);
  const cells = document.pages[0]?.blocks?.at(-1)?.cells;
  expect(cells?.find(({ row, column }) => row === 0 && column === 1)).toMatchObject({ columnSpan: 2, isHeader: true });
  expect(cells?.find(({ row, column }) => row === 1 && column === 0)).toMatchObject({ rowSpan: 2 });
});

it("tracked changes are taken as accepted", async () => {
  const document = await read(
    `<w:p><w:r><w:t>The fee is </w:t></w:r><w:del><w:r><w:delText>90</w:delText></w:r></w:del><w:ins><w:r><w:t>75</w:t></w:r></w:ins><w:r><w:t> euros.</w:t></w:r></w:p>
     <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>It is due </w:t></w:r></w:p>${wordText("in May.")}
     <w:tbl><w:tr><w:tc>${wordText("a")}</w:tc><w:tc>${wordText("b")}</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>${wordText("gone")}</w:tc><w:tc>${wordText("too")}</w:tc></w:tr></w:tbl>`,
  );
  expect(blocksOf(document)).toEqual([
    "paragraph: The fee is 75 euros.",
    "paragraph: It is due in May.",
    "table: a | b",
  ]);
});

it("pages are those that Word noted, and where it noted none, those that the writer asked for", async () => {
  const rendered = await read(
    `${wordText("One.")}<w:p><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>Two.</w:t></w:r></w:p><w:p><w:r><w:t>Three begins </w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>here.</w:t></w:r></w:p>${wordText("Four.")}`,
  );
  expect(rendered.pages.map(({ text }) => text)).toEqual(["One.", "Two.\n\nThree begins here.", "Four."]);
  const asked = await read(`${wordText("One.")}<w:p><w:r><w:br w:type="page"/></w:r></w:p>${wordText("Two.")}`);
  expect(asked.pages.map(({ text }) => text)).toEqual(["One.", "Two."]);
});

it("lists and numbered headings bear the numbers that Word shows", async () => {
  const level = (at: number, format: string, text: string) =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
  const numbering = `<w:numbering><w:abstractNum w:abstractNumId="1">${level(0, "decimal", "%1.")}${level(1, "lowerLetter", "%1.%2)")}</w:abstractNum><w:abstractNum w:abstractNumId="2">${level(0, "bullet", "")}</w:abstractNum>
    <w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`;
  const styles = `<w:styles><w:style w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style></w:styles>`;
  const item = (text: string, list: number, at: number) =>
    wordText(text, `<w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${list}"/></w:numPr>`);
  const document = await read(
    `${item("first", 5, 0)}${item("inner", 5, 1)}${item("inner too", 5, 1)}${item("second", 5, 0)}${item("dot", 6, 0)}${wordText("Scope", '<w:pStyle w:val="H"/>')}`,
    { numbering, styles },
  );
  expect(blocksOf(document)).toEqual([
    "list-item: 1. first",
    "list-item: 1.a) inner",
    "list-item: 1.b) inner too",
    "list-item: 2. second",
    "list-item: • dot",
    "heading: 1. Scope",
  ]);
});

it("what stands in boxes, formulas, headers and hidden runs", async () => {
  const document = await read(
    `<w:p><w:r><w:t>E = mc</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>
     <w:p><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></w:p>
     <w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>${wordText("In a box.")}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>${wordText("In a box.")}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
    { header1: `<w:hdr>${wordText("Draft of March")}</w:hdr>` },
  );
  expect(blocksOf(document)).toEqual([
    "header: Draft of March",
    "paragraph: E = mc²",
    "paragraph: (a+b)/2",
    "paragraph: In a box.",
  ]);
});
