import { describe, expect, it } from "vitest";
import type { Page } from "../../../lib/base/types.ts";
import { loadPdfium } from "../../../lib/parse/pdfium/module.ts";
import { openPdfium } from "../../../lib/parse/pdfium/open-pdfium.ts";
import { drawPdf, put, rawPdf, stream } from "../../fixtures/drawn-pdf.ts";

const pdfium = loadPdfium();

async function readPage(bytes: Buffer, number = 1): Promise<Omit<Page, "number">> {
  const pdf = openPdfium(await pdfium, bytes);
  const page = pdf?.readPage(number);
  pdf?.close();
  if (page === undefined) throw new Error("the page could not be read");
  return page;
}

const lines = (page: { text: string }) => page.text.split("\n").filter((line) => line !== "");

describe("a page's text", () => {
  it("keeps a note's number apart from the figure that it stands at, and an ordinal's ending on its figure", async () => {
    const bytes = await drawPdf((pdf) => {
      put(pdf, "The ferry carried 48,120", 60, 60);
      put(pdf, "3", 60 + pdf.fontSize(11).widthOfString("The ferry carried 48,120"), 57, 6.5);
      put(pdf, "The lake holds 10", 60, 90);
      put(pdf, "9", 60 + pdf.fontSize(11).widthOfString("The lake holds 10"), 87, 6.5);
      put(pdf, "On the 4", 60, 120);
      put(pdf, "th", 60 + pdf.fontSize(11).widthOfString("On the 4"), 117, 6.5);
    });
    expect(lines(await readPage(bytes))).toEqual(["The ferry carried 48,120 ³", "The lake holds 10 ⁹", "On the 4th"]);
  });

  it("writes lowered figures of a formula as such", async () => {
    const bytes = await drawPdf((pdf) => {
      put(pdf, "CO", 60, 60);
      put(pdf, "2", 60 + pdf.widthOfString("CO"), 66, 7);
      put(pdf, " emissions fell", 60 + pdf.fontSize(11).widthOfString("CO") + 4.2, 60);
    });
    expect((await readPage(bytes)).text).toBe("CO₂ emissions fell");
  });

  it("has a text once that is drawn twice for boldness, or a shadow, or as a second layer", async () => {
    const bytes = await drawPdf((pdf) => {
      put(pdf, "Deposit 1,800 EUR", 60, 60);
      put(pdf, "Deposit 1,800 EUR", 60.4, 60);
      put(pdf, "Harbour master", 60, 90);
      put(pdf, "Harbour master", 61, 91);
      put(pdf, "Total due 5,310.20", 60, 120);
      put(pdf, "Tota1 duc 5,3l0.2O", 60.3, 120.4);
    });
    expect(lines(await readPage(bytes))).toEqual(["Deposit 1,800 EUR", "Harbour master", "Total due 5,310.20"]);
  });

  it("joins letters that are set apart and keeps the words apart", async () => {
    const bytes = await drawPdf((pdf) => {
      pdf.fontSize(12).text("NOTICE PERIOD SIX WEEKS", 60, 60, { characterSpacing: 6, lineBreak: false });
      put(pdf, "Plan A B C", 60, 100);
    });
    expect(lines(await readPage(bytes))).toEqual(["NOTICE PERIOD SIX WEEKS", "Plan A B C"]);
  });

  it("reads a table that lies on its side row by row", async () => {
    const bytes = await drawPdf((pdf) => {
      put(pdf, "Stock by site", 60, 60);
      pdf.rotate(90, { origin: [400, 100] });
      [
        ["Site", "Pallets", "Crates"],
        ["Leith", "14", "220"],
        ["Oban", "31", "75"],
      ].forEach((row, y) => {
        row.forEach((cell, x) => {
          put(pdf, cell, 400 + x * 120, 100 + y * 20);
        });
      });
    });
    expect((await readPage(bytes)).text).toContain("Site\tPallets\tCrates\nLeith\t14\t220\nOban\t31\t75");
  });

  it("reads columns one after the other that were drawn line by line", async () => {
    const left = [
      "The board met in May and went",
      "through the plans for the new",
      "hall. It was agreed that the",
      "roof comes first this year.",
    ];
    const right = [
      "Volunteers are sought for the",
      "summer fair on the village",
      "green. Whoever can spare an",
      "hour may ring the office.",
    ];
    const bytes = await drawPdf((pdf) => {
      left.forEach((line, at) => {
        put(pdf, line, 60, 60 + at * 14);
        put(pdf, right[at] ?? "", 320, 60 + at * 14);
      });
    });
    expect(lines(await readPage(bytes))).toEqual([...left, ...right]);
  });

  it("keeps the rows of a table of words", async () => {
    const bytes = await drawPdf((pdf) => {
      [
        ["Crane operator", "Training every two years"],
        ["Fork-lift driver", "Training every five years"],
        ["Welder", "Certificate before first use"],
        ["Painter", "No training is asked for"],
      ].forEach(([a = "", b = ""], y) => {
        put(pdf, a, 60, 60 + y * 18);
        put(pdf, b, 260, 60 + y * 18);
      });
    });
    expect(lines(await readPage(bytes))[0]).toBe("Crane operator\tTraining every two years");
  });

  it("sets Hebrew in reading order from where its letters stand, whatever order the file draws them in", async () => {
    const letters: [number, string][] = [
      [300, "05D3"],
      [292, "05D5"],
      [284, "05D7"],
    ];
    // "דוח 45": the number left of the word, drawn first and from the left.
    const draws = [[262, "0034"], [268.5, "0035"], ...letters];
    const codes = [...new Set(draws.map(([, code]) => String(code)))];
    const map = codes.map((code, at) => `<${String(at + 1).padStart(2, "0")}> <${code}>`).join("\n");
    const content = draws
      .map(([x, code]) => `BT /F 12 Tf ${x} 700 Td <${String(codes.indexOf(String(code)) + 1).padStart(2, "0")}> Tj ET`)
      .join("\n");
    const widths = codes.map((code) => (code < "0100" ? 540 : 600)).join(" ");
    const bytes = rawPdf([
      "<</Type/Catalog/Pages 2 0 R>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
      stream(content),
      `<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 1/LastChar ${codes.length}/Widths[${widths}]/ToUnicode 6 0 R>>`,
      stream(
        `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <00> <FF> endcodespacerange ${codes.length} beginbfchar\n${map}\nendbfchar endcmap end end`,
      ),
    ]);
    expect((await readPage(bytes)).text).toBe("דוח 45");
  });

  it("keeps the hyphens of codes and tells a broken word from a compound", async () => {
    const bytes = rawPdf([
      "<</Type/Catalog/Pages 2 0 R>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
      stream("BT /F 12 Tf 60 300 Td (Part 77~0412~KL fits the re~pair kit.) Tj ET"),
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
      stream(
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfrange <20> <7D> <0020> <7E> <7E> <00AD> endbfrange endcmap",
      ),
    ]);
    expect((await readPage(bytes)).text).toBe("Part 77-0412-KL fits the re\u00adpair kit.");
  });
});

describe("a page's words", () => {
  it("have boxes in points from the top left, which hold the word's ink", async () => {
    const page = await readPage(await drawPdf((pdf) => put(pdf, "Alpha Beta", 72, 100, 20)));
    const [alpha, beta] = page.words ?? [];
    expect(page.text.slice(alpha?.start, alpha?.end)).toBe("Alpha");
    expect(page.text.slice(beta?.start, beta?.end)).toBe("Beta");
    expect(alpha?.x).toBeCloseTo(72, 0);
    expect(alpha?.y ?? 0).toBeGreaterThan(90);
    expect((alpha?.y ?? 0) + (alpha?.height ?? 0)).toBeLessThan(125);
    expect(beta?.x ?? 0).toBeGreaterThan((alpha?.x ?? 0) + (alpha?.width ?? 0));
  });

  it("are where the page shows them when it is turned and cropped", async () => {
    const content = "BT /F 12 Tf 200 500 Td (Turned) Tj ET";
    const bytes = rawPdf([
      "<</Type/Catalog/Pages 2 0 R>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/CropBox[100 100 500 700]/Rotate 90/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
      stream(content),
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]);
    const page = await readPage(bytes);
    const [word] = page.words ?? [];
    // 400 × 600 points, turned to the right: what was 400 above the crop's lower edge stands 400 from the left.
    expect([page.width, page.height]).toEqual([600, 400]);
    expect(page.text).toBe("Turned");
    expect(word?.y).toBeCloseTo(100, 0);
    expect(word?.x ?? 0).toBeGreaterThan(395);
    expect(word?.x ?? 0).toBeLessThan(402);
    expect(word?.height ?? 0).toBeGreaterThan(word?.width ?? 0);
  });

  it("cover every word of the text and nothing else", async () => {
    const page = await readPage(
      await drawPdf((pdf) => {
        put(pdf, "Name", 60, 60);
        put(pdf, "Price", 200, 60);
        put(pdf, "Anchor chain", 60, 80);
        put(pdf, "1,940.00", 200, 80);
      }),
    );
    expect((page.words ?? []).map(({ start, end }) => page.text.slice(start, end))).toEqual(page.text.split(/\s+/));
  });
});

describe("what is no text of the page's own", () => {
  const form = (fields: string[]) =>
    rawPdf([
      `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${fields.map((_, at) => `${at + 6} 0 R`).join(" ")}]>>>>`,
      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[${fields.map((_, at) => `${at + 6} 0 R`).join(" ")}]>>`,
      stream("BT /F 11 Tf 60 700 Td (Boat name) Tj ET BT /F 11 Tf 90 660 Td (Insured) Tj ET"),
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
      ...fields,
    ]);

  it("is read where a form is filled in, beside its label, with its place", async () => {
    const page = await readPage(
      form([
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Grey Heron)/Rect[200 695 400 712]>>",
        "<</Type/Annot/Subtype/Widget/FT/Btn/T(insured)/V/Yes/AS/Yes/Rect[60 657 72 669]>>",
      ]),
    );
    expect(lines(page)).toEqual(["Boat name\tGrey Heron", expect.stringMatching(/^[☑☒]\s+Insured$/)]);
    const grey = page.words?.find(({ start, end }) => page.text.slice(start, end) === "Grey");
    expect(grey?.x).toBeCloseTo(200, 0);
  });

  it("is read where someone wrote onto the page", async () => {
    const page = await readPage(
      form(["<</Type/Annot/Subtype/FreeText/Contents(Fee raised to 9 percent)/Rect[300 500 500 520]/DA(/F 11 Tf)>>"]),
    );
    expect(lines(page)).toContain("Fee raised to 9 percent");
  });

  it("is said where the font does not tell its letters, and where a page is a picture", async () => {
    const noMap = rawPdf([
      "<</Type/Catalog/Pages 2 0 R/PageLabels<</Nums[0<</S/r/St 4>>]>>>>",
      "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
      stream("BT /F 12 Tf 60 300 Td (of\\001ce) Tj ET"),
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
      stream(
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange 5 beginbfchar <01> <0000> <6F> <006F> <66> <0066> <63> <0063> <65> <0065> endbfchar endcmap",
      ),
    ]);
    const page = await readPage(noMap);
    expect(page.text).toBe("of\ufffdce");
    expect(page.warnings?.[0]?.text).toMatch(/1 character is drawn with a font/);
    expect(page.label).toBe("iv");
    const scan = (content: string) =>
      rawPdf([
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>>>",
        stream(`${content} BT /F 9 Tf 300 20 Td (CASE-000417) Tj ET`),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream("a", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"),
      ]);
    const [stamped, illustrated] = [
      await readPage(scan("q 390 0 0 390 5 5 cm /I Do Q")),
      await readPage(scan("q 90 0 0 90 5 5 cm /I Do Q")),
    ];
    expect(stamped.text).toBe("CASE-000417");
    expect(stamped.warnings?.[0]?.text).toMatch(/scanned picture/);
    expect(illustrated.warnings).toEqual([]);
  });
});
