import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { readBytes } from "../../fixtures/read-bytes.ts";

const text = async (bytes: Buffer, name = "a.txt") => {
  const { pages, warnings } = await readBytes(bytes, name);
  return { text: pages.map((page) => page.text).join(""), warnings };
};

describe("text in any encoding", () => {
  const german = "Die Kündigungsfrist beträgt drei Monate zum Quartalsende.";

  it("UTF-16 of both kinds, with and without a mark, under any name that says text", async () => {
    const little = Buffer.from(german, "utf16le");
    const big = Buffer.from(little).swap16();
    const marked = [
      Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
    ];
    for (const bytes of [little, big, ...marked]) expect(await text(bytes)).toEqual({ text: german, warnings: [] });
  });

  it("UTF-8 with one bad byte stays UTF-8, and says so", async () => {
    const good = Buffer.from("Open at eight o’clock. The fee is 450 €, or “less”. ".repeat(4));
    const read = await text(Buffer.concat([good, Buffer.from([0xff]), good]));
    expect(read.text).toContain("o’clock");
    expect(read.text.match(/\ufffd/g)).toHaveLength(1);
    expect(read.warnings.join()).toMatch(/UTF-8 but for one place/);
    const few = Buffer.concat([
      Buffer.from("It opens at eight o’clock and costs 4"),
      Buffer.from([0x92]),
      Buffer.from(" €."),
    ]);
    expect((await text(few)).text).toBe("It opens at eight o’clock and costs 4\ufffd €.");
  });

  it("Windows-1252 has its euro and its quotes", async () => {
    const read = await text(iconv.encode("The tenant’s rent is 450 € – “cold”.", "win1252"));
    expect(read.text).toBe("The tenant’s rent is 450 € – “cold”.");
    expect(read.warnings.join()).toMatch(/Windows-1252, so some/);
  });

  it.each([
    ["Shift_JIS", "違約金は五十万円とします。支払いは翌月末までに行うものとします。契約期間は二年間です。"],
    ["GB18030", "违约金为五十万元。付款应在次月底之前完成。合同期限为两年，自签字之日起计算。"],
    ["EUC-KR", "위약금은 오십만 원으로 합니다. 지급은 다음 달 말까지 이루어져야 합니다. 계약 기간은 이 년입니다."],
    ["Big5", "違約金為五十萬元。付款應在次月底之前完成。合同期限為兩年，自簽字之日起計算。"],
    ["windows-1251", "Неустойка составляет пятьсот тысяч рублей. Платёж производится до конца следующего месяца."],
    ["windows-1253", "Η ποινική ρήτρα ανέρχεται σε πεντακόσιες χιλιάδες ευρώ και καταβάλλεται έως το τέλος του μήνα."],
    [
      "windows-1250",
      "Smluvní pokuta činí pět set tisíc korun. Platba musí být provedena do konce příštího měsíce. Žádná výjimka není.",
    ],
  ])("%s, where it is sure", async (encoding, words) => {
    expect((await text(iconv.encode(words, encoding))).text).toBe(words);
  });

  it("of accents alone no other alphabet is made", async () => {
    const list = [
      "Café, naïve, señor, Ångström, Übergröße, 20 °C ± 1, £5, ½ litre, § 4, déjà vu.",
      "Köparen betalar hyran i förväg, även på sommaren. Årets avgift är två tusen kronor.",
      "Le loyer est payé à l'avance, même pendant l'été. La durée du contrat est de deux années.",
    ];
    for (const words of list) expect((await text(Buffer.from(words, "latin1"))).text).toBe(words);
  });

  it("text that speaks of PDF files is text; a PDF under any name is a PDF", async () => {
    const notes = Buffer.from("Signatures\n%PDF-1.7 begins a PDF.\n‰PNG begins a PNG file.\n");
    expect((await text(notes, "signatures.md")).text).toContain("begins a PNG file");
    await expect(readBytes(Buffer.from("%PDF-1.7\n%âãÏÓ\n"), "notes.txt")).resolves.toMatchObject({
      pages: [{ text: "text of a PDF" }],
    });
  });
});

it("Markdown stays as it is written, and its headings, items and tables are known", async () => {
  const source =
    "# Prices\n\nAll net.\nPer piece.\n\n| Article | Price |\n| --- | ---: |\n| A \\| B | 19.10 |\n\n- one\n  - two\n\n```\n| no | table |\n```\n";
  const { pages } = await readBytes(Buffer.from(source), "prices.md");
  const page = pages[0];
  expect(page?.text).toBe(source);
  const slices = page?.blocks?.map(({ kind, level, start, end }) => [kind, level, source.slice(start, end)]);
  expect(slices).toEqual([
    ["heading", 0, "# Prices"],
    ["paragraph", undefined, "All net.\nPer piece."],
    ["table", undefined, "| Article | Price |\n| --- | ---: |\n| A \\| B | 19.10 |"],
    ["list-item", 0, "- one"],
    ["list-item", 1, "  - two"],
    ["paragraph", undefined, "```\n| no | table |\n```"],
  ]);
  const cells = page?.blocks?.[2]?.cells?.map(({ row, column, start, end, isHeader }) => [
    row,
    column,
    source.slice(start, end),
    isHeader,
  ]);
  expect(cells?.filter(([row]) => row !== 1)).toEqual([
    [0, 0, "Article", true],
    [0, 1, "Price", true],
    [2, 0, "A \\| B", undefined],
    [2, 1, "19.10", undefined],
  ]);
});
