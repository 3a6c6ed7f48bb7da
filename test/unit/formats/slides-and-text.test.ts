import { createRequire } from "node:module";
import type PptxGenJS from "pptxgenjs";
import { expect, it } from "vitest";
import { odfOf } from "../../fixtures/formats.ts";
import { blocksOf, readBytes } from "../../fixtures/read-bytes.ts";

it("a presentation of another program: a page a slide, with its table, the figures of its chart and its notes", async () => {
  // The package's own module for import asks for a browser.
  const Presentation = createRequire(import.meta.url)("pptxgenjs") as typeof PptxGenJS;
  const deck = new Presentation();
  deck.defineSlideMaster({
    title: "M",
    objects: [{ placeholder: { options: { name: "t", type: "title", x: 0, y: 0, w: 5, h: 1 }, text: "" } }],
  });
  const first = deck.addSlide({ masterName: "M" });
  first.addText("Harbour plan", { placeholder: "t" });
  first.addText(
    [
      { text: "Dredge in May", options: { bullet: true } },
      { text: "Open in June", options: { bullet: { type: "number" } } },
    ],
    { x: 1, y: 2, w: 5, h: 1 },
  );
  first.addTable(
    [
      [{ text: "Berth" }, { text: "Depth" }],
      [{ text: "North" }, { text: "9.4 m" }],
    ],
    { x: 1, y: 3 },
  );
  first.addNotes("Say that the tide was 3 m.");
  const second = deck.addSlide();
  second.addChart(deck.ChartType.bar, [{ name: "Calls", labels: ["2024", "2025"], values: [118, 131] }], {
    x: 1,
    y: 1,
    w: 4,
    h: 3,
  });
  const bytes = (await deck.write({ outputType: "nodebuffer" })) as Buffer;
  const document = await readBytes(bytes, "plan.pptx");
  expect(document.pages.map(({ label }) => label)).toEqual(["Slide 1", "Slide 2"]);
  expect(blocksOf(document)).toEqual([
    "heading: Harbour plan",
    "list-item: • Dredge in May",
    "list-item: 1. Open in June",
    "table: Berth | Depth / North | 9.4 m",
    "note: Notes: Say that the tide was 3 m.",
    "table:  | Calls / 2024 | 118 / 2025 | 131",
  ]);
  expect(document.outline).toEqual([{ title: "Harbour plan", page: 1, level: 0 }]);
});

it("an OpenDocument text: headings, numbered lists, notes, a table; what was deleted is not there", async () => {
  const styles = `<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="A" style:num-suffix="."/><text:list-level-style-bullet text:level="2"/></text:list-style>`;
  const file = odfOf(
    "text",
    `<text:tracked-changes><text:changed-region><text:deletion><text:p>Old words.</text:p></text:deletion></text:changed-region></text:tracked-changes>
     <text:h text:outline-level="2">Terms</text:h>
     <text:p>Delivery takes<text:s text:c="2"/>six weeks<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Holidays aside.</text:p></text:note-body></text:note>.</text:p>
     <text:list text:style-name="L"><text:list-item><text:p>by lorry</text:p><text:list><text:list-item><text:p>in parts</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>by ship</text:p></text:list-item></text:list>
     <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Port</text:p></table:table-cell><table:table-cell><text:p>Days</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row><table:table-cell><text:p>Hull</text:p></table:table-cell><table:table-cell><text:p>4</text:p></table:table-cell></table:table-row></table:table>
     <text:p><text:soft-page-break/></text:p><text:p>Next page.</text:p>`,
    styles,
  );
  const document = await readBytes(file, "terms.odt");
  expect(blocksOf(document)).toEqual([
    "heading: Terms",
    "paragraph: Delivery takes six weeks[1].",
    "note: 1 Holidays aside.",
    "list-item: A. by lorry",
    "list-item: • in parts",
    "list-item: B. by ship",
    "table: Port | Days / Hull | 4",
    "paragraph: Next page.",
  ]);
  expect(document.pages).toHaveLength(2);
  expect(document.outline).toEqual([{ title: "Terms", page: 1, level: 1 }]);
});

it("an OpenDocument presentation: the title first, and the notes at the end", async () => {
  const box = (text: string, more = "") =>
    `<draw:frame ${more}><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>`;
  const file = odfOf(
    "presentation",
    `<draw:page>${box("Body first.")}${box("The title", 'presentation:class="title"')}<presentation:notes><draw:page-thumbnail/>${box("Speak slowly.")}</presentation:notes></draw:page><draw:page>${box("Second.")}</draw:page>`,
  );
  const document = await readBytes(file, "a.odp");
  expect(document.pages.map(({ label }) => label)).toEqual(["Slide 1", "Slide 2"]);
  expect(blocksOf(document)).toEqual([
    "heading: The title",
    "paragraph: Body first.",
    "note: Notes: Speak slowly.",
    "paragraph: Second.",
  ]);
});

it("RTF: code pages, Unicode, tables, notes, headings; pictures and deleted text are left out", async () => {
  const rtf = String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}{\stylesheet{\s1 heading 1;}}
\pard\outlinelevel0 Price list\par\pard Caf\'e9 costs 4 \u8364? a day{\footnote\pard Plus tax.}.\par
{\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\par{\deleted gone }kept\par{\pict\bin5 }}{}}}\par
\trowd\intbl Item\cell Price\cell\row\trowd\intbl Bolt\cell 0.40\cell\row\pard
{\listtext 1.\tab}first item\par\page After the break.\par}`;
  const document = await readBytes(Buffer.from(rtf, "latin1"), "list.rtf");
  expect(blocksOf(document)).toEqual([
    "heading: Price list",
    "paragraph: Café costs 4 € a day¹.",
    "note: ¹ Plus tax.",
    "paragraph: Привет",
    "paragraph: kept",
    "table: Item | Price / Bolt | 0.40",
    "list-item: 1. first item",
    "paragraph: After the break.",
  ]);
  expect(document.pages).toHaveLength(2);
});
