import { beforeAll, describe, expect, it } from "vitest";
import type { PlacedWord } from "../../../lib/base/types.ts";
import { loadPdfium, type Pdfium } from "../../../lib/parse/pdfium/module.ts";
import { openPdfium } from "../../../lib/parse/pdfium/open-pdfium.ts";
import { drawLines, drawPdf } from "../../fixtures/draw-pdf.ts";

let pdfium: Pdfium;
beforeAll(async () => {
  pdfium = await loadPdfium();
});

function open(bytes: Uint8Array) {
  const document = openPdfium(pdfium, bytes);
  if (document === null) throw new Error("PDFium cannot open what was made for it");
  return document;
}

async function read(draw: (pdf: PDFKit.PDFDocument) => void) {
  const document = open(await drawPdf(draw));
  const page = document.readPage(1);
  document.close();
  return page;
}

function wordAt(page: { text: string; words?: PlacedWord[] }, word: string): PlacedWord {
  const start = page.text.indexOf(word);
  const found = page.words?.find((one) => one.start === start);
  if (found === undefined) throw new Error(`“${word}” has no place`);
  return found;
}

describe("marks above and below the line", () => {
  it("of a note stand apart from the figure or word before them", async () => {
    const { text } = await read((pdf) => {
      pdf.text("Sales were 8,310", 60, 100, { lineBreak: false });
      const end = 60 + pdf.widthOfString("Sales were 8,310");
      pdf.fontSize(7).text("2", end, 99, { lineBreak: false });
      pdf.fontSize(11).text("in Corby", end + 8, 100, { lineBreak: false });
    });
    expect(text).toBe("Sales were 8,310 ² in Corby");
  });

  it("of units, formulas and ordinals stay with their letters", async () => {
    const { text } = await read((pdf) => {
      const glued = (word: string, mark: string, y: number, rise: number) => {
        const end = 60 + pdf.fontSize(11).text(word, 60, y, { lineBreak: false }).widthOfString(word);
        pdf.fontSize(7).text(mark, end, y + rise, { lineBreak: false });
      };
      glued("The plot has 40 m", "2", 100, 0);
      glued("made of CO", "2", 130, 5);
      glued("on the 21", "st", 160, 0);
    });
    expect(text).toBe("The plot has 40 m²\nmade of CO₂\non the 21st");
  });
});

describe("text that is drawn twice", () => {
  it("to make it bold is read once", async () => {
    const { text } = await read((pdf) => {
      for (const shift of [0, 0.3, 0.6]) pdf.text("Deposit 1,250 EUR", 60 + shift, 100, { lineBreak: false });
      pdf.text("due on 3 May", 60, 120, { lineBreak: false });
    });
    expect(text).toBe("Deposit 1,250 EUR\ndue on 3 May");
  });

  it("as a recognised layer under what is seen is read as it is seen", async () => {
    const { text } = await read((pdf) => {
      pdf.addContent("3 Tr");
      pdf.text("Tota1 due 4,2l0", 60, 100, { lineBreak: false });
      pdf.addContent("0 Tr");
      pdf.text("Total due 4,210", 60, 100, { lineBreak: false });
    });
    expect(text).toBe("Total due 4,210");
  });
});

describe("letters set apart", () => {
  it("make words again, and words stay words", async () => {
    const { text } = await read((pdf) => {
      pdf.text("GUARANTEE PERIOD", 60, 100, { characterSpacing: 5, lineBreak: false });
      pdf.text("A B C of safety", 60, 130, { lineBreak: false });
    });
    expect(text).toBe("GUARANTEE PERIOD\nA B C of safety");
  });
});

describe("turned text", () => {
  it("of a table on its side is read row by row, with places on the page as shown", async () => {
    const page = await read((pdf) => {
      pdf.rotate(-90, { origin: [100, 700] });
      drawLines(pdf, 100, 700, ["Depot", "Corby", "Aldgate"]);
      drawLines(pdf, 200, 700, ["Trucks", "27", "14"]);
    });
    expect(page.text).toContain("Corby");
    const corby = wordAt(page, "Corby");
    expect(corby.height).toBeGreaterThan(corby.width);
    expect(corby.x).toBeGreaterThan(100);
    expect(corby.y).toBeLessThan(700);
  });

  it("of a page that is shown turned has its places as shown", async () => {
    const page = await read((pdf) => {
      Reflect.set(pdf.page.dictionary.data, "Rotate", 90);
      pdf.text("Turned", 60, 100, { lineBreak: false });
    });
    expect([Math.round(page.width ?? 0), Math.round(page.height ?? 0)]).toEqual([842, 595]);
    const { x, y, width, height } = wordAt(page, "Turned");
    // 100 points down the page before it is turned clockwise is 100 points from the right side after.
    expect(x + width).toBeLessThan(842 - 95);
    expect(x + width).toBeGreaterThan(842 - 125);
    expect([Math.round(y), height > width]).toEqual([60, true]);
  });
});

describe("columns", () => {
  const left = [
    "The board met in the spring and",
    "went through last year’s books",
    "before it gave them its consent.",
    "The reserve is 41,300 euros now.",
  ];
  const right = [
    "Fees go up a little from May on",
    "to sixty euros for every adult.",
    "Children under twelve pay none",
    "and students pay half the sum.",
  ];

  it("of prose drawn line by line across both are read one after the other", async () => {
    const { text } = await read((pdf) => {
      left.forEach((line, index) => {
        drawLines(pdf, 60, 100 + index * 15, [line]);
        drawLines(pdf, 300, 100 + index * 15, [right[index] ?? ""]);
      });
    });
    expect(text).toBe([...left, ...right].join("\n"));
  });

  it("of a table stay rows", async () => {
    const rows = [
      ["Product", "Period"],
      ["Pump P-110", "24 months"],
      ["Valve V-7", "60 months"],
      ["Controller", "12 months"],
      ["Cable set", "6 months"],
    ];
    const { text } = await read((pdf) => {
      rows.forEach(([name = "", period = ""], index) => {
        drawLines(pdf, 60, 100 + index * 15, [name]);
        drawLines(pdf, 300, 100 + index * 15, [period]);
      });
    });
    expect(text).toBe(rows.map((row) => row.join("\t")).join("\n"));
  });
});

describe("words broken at a line’s end", () => {
  it("are joined, and keep a hyphen that belongs to them", async () => {
    const page = await read((pdf) => {
      drawLines(pdf, 60, 100, [
        "The committee published its infra-",
        "structure plan and the long-",
        "term lease of the state-of-the-",
        "art crane with code AB-",
        "7719 in it.",
      ]);
    });
    expect(page.text).toBe(
      "The committee published its infrastructure\nplan and the long-term\nlease of the state-of-the-art\ncrane with code AB-7719\nin it.",
    );
    const parts = page.words?.filter(({ start, end }) => /^(?:infra|structure)$/.test(page.text.slice(start, end)));
    expect(parts?.map(({ x }) => x < 100)).toEqual([false, true]);
  });
});

describe("what people fill in and add", () => {
  it("stands beside its label, boxes that are ticked too", async () => {
    const { text } = await read((pdf) => {
      pdf.initForm();
      drawLines(pdf, 60, 100, ["Applicant", "Plate"], 30);
      pdf.formText("applicant", 160, 96, 200, 18, { value: "Ines Faro" });
      pdf.formText("plate", 160, 126, 200, 18, { value: "KX-7719" });
    });
    expect(text).toBe("Applicant\tInes Faro\nPlate\tKX-7719");
  });

  it("as a note comes after the text of the page", async () => {
    const { text } = await read((pdf) => {
      drawLines(pdf, 60, 100, ["Delivery within thirty days."]);
      pdf.note(300, 100, 20, 20, "Legal wants forty-five days");
    });
    expect(text).toBe("Delivery within thirty days.\nNote: Legal wants forty-five days");
  });

  it("as attached files is named in a warning of the document", async () => {
    const document = open(
      await drawPdf((pdf) => {
        drawLines(pdf, 60, 100, ["See the attached sheet."]);
        pdf.file(Buffer.from("a,b"), { name: "prices.csv" });
      }),
    );
    expect(document.warnings).toEqual([expect.stringMatching(/1 file is attached .* not read: prices\.csv/)]);
    document.close();
  });
});

describe("a page’s label", () => {
  it("is the one that is printed, where it isn’t just its number", async () => {
    const document = open(
      await drawPdf((pdf) => {
        pdf.text("Preface", 60, 60);
        pdf.addPage().text("Chapter one", 60, 60);
        const labels = pdf.ref({ Nums: [0, { S: "r" }, 1, { S: "D", P: "A-" }] });
        labels.end("");
        Reflect.get(pdf, "_root").data.PageLabels = labels;
      }),
    );
    expect([document.readPage(1).label, document.readPage(2).label]).toEqual(["i", "A-1"]);
    document.close();
  });
});

describe("words’ places", () => {
  it("are in order, inside the page, and cover every character that isn’t white space", async () => {
    const page = await read((pdf) => {
      drawLines(pdf, 60, 100, ["Every word has its place", "on 12 May 2024.", "\u00dc\u00f6\u00e4 \u00e9"]);
    });
    const covered = (page.words ?? []).map(({ start, end }) => page.text.slice(start, end)).join("");
    expect(covered).toBe(page.text.replace(/\s/g, ""));
    for (const { x, y, width, height } of page.words ?? []) {
      expect(Math.min(x, y, width, height)).toBeGreaterThan(0);
      expect(x + width).toBeLessThan(595);
      expect(y + height).toBeLessThan(842);
    }
    const { x, y, height } = wordAt(page, "Every");
    expect(Math.round(x)).toBe(60);
    expect(y + height / 2).toBeGreaterThan(100);
    expect(y + height / 2).toBeLessThan(113);
  });
});
