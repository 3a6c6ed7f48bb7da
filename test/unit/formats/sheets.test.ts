import { expect, it } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { odfOf, sheetRow, xlsxOf } from "../../fixtures/formats.ts";
import { blocksOf, readBytes } from "../../fixtures/read-bytes.ts";

it("a workbook of another program: numbers and dates as shown, a page a sheet under its name", async () => {
  const rows = [
    [{ value: "Plant" }, { value: "Share" }, { value: "Since" }, { value: "Cost" }],
    [
      { value: "Corby" },
      { value: 0.275, type: Number, format: "0.0%" },
      { value: new Date(Date.UTC(2024, 4, 31)), type: Date, format: "yyyy-mm-dd" },
      { value: 12450.5, type: Number, format: "#,##0.00" },
    ],
  ];
  const file: unknown = await writeXlsxFile([{ data: rows, sheet: "Plants" }]).toBuffer();
  const document = await readBytes(file as Buffer, "plants.xlsx");
  expect(document.pages.map(({ label }) => label)).toEqual(["Plants"]);
  expect(blocksOf(document)).toEqual(["table: Plant | Share | Since | Cost / Corby | 27.5% | 2024-05-31 | 12,450.50"]);
  expect(document.outline).toEqual([{ title: "Plants", page: 1, level: 0 }]);
});

it("a number without a format is what a sheet shows, and one under a format that can't be read is the number", async () => {
  const styled = (value: number, style: number) => `<c s="${style}"><v>${value}</v></c>`;
  const file = xlsxOf(
    {
      A: `<row r="1">${styled(0.30000000000000004, 0)}${styled(1234567, 1)}${styled(5, 2)}${styled(45443.5, 3)}</row>`,
    },
    ["#,##0 &quot;km&quot;", "[[[", "d mmm yyyy h:mm"],
  );
  expect((await readBytes(file, "a.xlsx")).pages[0]?.text).toBe("0.3\t1,234,567 km\t5\t31 May 2024 12:00");
});

it("a large sheet comes in parts, each under the head of its table", async () => {
  const rows = Array.from({ length: 450 }, (_, at) => sheetRow(at + 2, [`Item ${at + 1}`, at * 3]));
  const file = xlsxOf({ Stock: sheetRow(1, ["Name", "Pieces"]) + rows.join("") });
  const { pages } = await readBytes(file, "a.xlsx");
  expect(pages.map(({ label }) => label)).toEqual(["Stock, rows 1–200", "Stock, rows 201–400", "Stock, rows 401–451"]);
  expect(pages.map(({ text }) => text.split("\n")[0])).toEqual(Array(3).fill("Name\tPieces"));
  expect(pages[1]?.text.split("\n")[1]).toBe("Item 200\t597");
});

it("tables beside and below each other are tables of their own; an empty column inside a table is not a border", async () => {
  const file = xlsxOf({
    A: `<row r="1"><c r="A1" t="inlineStr"><is><t>Stock of 2026</t></is></c></row>
        <row r="2"><c r="A2" t="inlineStr"><is><t>Name</t></is></c><c r="C2" t="inlineStr"><is><t>Pieces</t></is></c></row>
        <row r="3"><c r="A3" t="inlineStr"><is><t>Bolt</t></is></c><c r="C3"><v>7</v></c><c r="F3" t="inlineStr"><is><t>Key</t></is></c><c r="G3" t="inlineStr"><is><t>Value</t></is></c></row>
        <row r="4"><c r="A4" t="inlineStr"><is><t>Nut</t></is></c><c r="C4"><v>9</v></c><c r="F4" t="inlineStr"><is><t>Depot</t></is></c><c r="G4" t="inlineStr"><is><t>Corby</t></is></c></row>
        <row r="5"><c r="A5" t="inlineStr"><is><t>Pin</t></is></c><c r="C5"><v>4</v></c></row>`,
  });
  expect(blocksOf(await readBytes(file, "a.xlsx"))).toEqual([
    "caption: Stock of 2026",
    "table: Name |  | Pieces / Bolt |  | 7 / Nut |  | 9 / Pin |  | 4",
    "table: Key | Value / Depot | Corby",
  ]);
});

it("an OpenDocument sheet: what repeats empty is nothing, what repeats filled is there", async () => {
  const cell = (text: string, more = "") => `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`;
  const file = odfOf(
    "spreadsheet",
    `<table:table table:name="Fleet"><table:table-row>${cell("Site")}${cell("Trucks")}</table:table-row><table:table-row table:number-rows-repeated="2">${cell("Corby")}${cell("27", 'office:value-type="float"')}</table:table-row><table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
     <table:table table:name="Notes"><table:table-row>${cell("Nothing to add.")}</table:table-row></table:table>`,
  );
  const document = await readBytes(file, "a.ods");
  expect(document.pages.map(({ label, text }) => [label, text])).toEqual([
    ["Fleet", "Site\tTrucks\nCorby\t27\nCorby\t27"],
    ["Notes", "Nothing to add."],
  ]);
});

it("CSV with semicolons, quotes and line ends inside cells, in Windows-1252", async () => {
  const text = 'Name;Preis\r\n"Müller; Söhne";"1.234,50 €"\r\n"zwei\nZeilen";7\r\n';
  const bytes = Buffer.from(text.replace("€", "\u0080"), "latin1");
  const document = await readBytes(bytes, "preise.csv");
  expect(blocksOf(document)).toEqual(["table: Name | Preis / Müller; Söhne | 1.234,50 € / zwei Zeilen | 7"]);
  expect(document.warnings.join()).toMatch(/Windows-1252/);
});
