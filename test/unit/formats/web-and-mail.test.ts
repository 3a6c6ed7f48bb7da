import { expect, it } from "vitest";
import { docxOf, emlOf, epubOf, msgOf, wordText, zipOf } from "../../fixtures/formats.ts";
import { blocksOf, readBytes } from "../../fixtures/read-bytes.ts";

const html = (body: string, head = "") =>
  Buffer.from(`<!doctype html><html><head>${head}</head><body>${body}</body></html>`);

it("a web page is its article: menus, scripts and what is hidden are left out", async () => {
  const page = html(
    `<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav><main><h1>Heat pumps</h1><p>A pump<br>moves heat at 10<sup>2</sup> watts.</p>
     <script>var x = "never"</script><p style="display: none">hidden</p><ul><li>quiet<ol start="3"><li>indoors</li></ol></li></ul>
     <figure><img src="http://127.0.0.1:9/x.png" alt=""><figcaption>Fig. 1</figcaption></figure></main><footer>Imprint</footer>`,
    "<title>Pumps &amp; more</title>",
  );
  const document = await readBytes(page, "pumps.html");
  expect(document.title).toBe("Pumps & more");
  expect(blocksOf(document)).toEqual([
    "heading: Heat pumps",
    "paragraph: A pump\nmoves heat at 10² watts.",
    "list-item: • quiet",
    "list-item: 3. indoors",
    "caption: Fig. 1",
  ]);
});

it("a page whose menus are not marked as such is still its article", async () => {
  const menu = `<div class="side">${Array.from({ length: 80 }, (_, at) => `<div><a href="/${at}">Section number ${at} of the site</a></div>`).join("")}</div>`;
  const text = "The turbine of hall three was opened in May, and two blades were found worn. ".repeat(12);
  const document = await readBytes(
    html(`${menu}<div class="content"><h2>Inspection</h2><p>${text}</p><p>${text}</p></div>`),
    "a.html",
  );
  const read = document.pages.map((page) => page.text).join("\n");
  expect(read).toContain("two blades were found worn");
  expect(read).not.toContain("Section number 40");
});

it("tables of a page: heads, spans, captions; one that only places things is no table", async () => {
  const page = html(
    `<table><tr><td><p>Left column.</p></td></tr></table><table><caption>Fares</caption><tr><th>Zone<th>Day<th>Week</tr><tr><td rowspan=2>A<td>4<td>20</tr><tr><td colspan=2>free on Sundays</tr></table>`,
  );
  const document = await readBytes(page, "a.html");
  expect(blocksOf(document)).toEqual([
    "paragraph: Left column.",
    "caption: Fares",
    "table: Zone | Day | Week / A | 4 | 20 /  | free on Sundays | ",
  ]);
});

it("a page in the encoding that it names", async () => {
  const page = Buffer.concat([
    Buffer.from('<html><meta charset="windows-1251"><p>'),
    Buffer.from([0xcf, 0xf0, 0xe8]),
    Buffer.from("</p></html>"),
  ]);
  expect((await readBytes(page, "a.html")).pages[0]?.text).toBe("При");
});

it("a book: a page a chapter under its title", async () => {
  const document = await readBytes(
    epubOf("The Mill", ["<h1>Water</h1><p>The wheel turns.</p>", "<h2>Fire</h2><p>It burned&nbsp;down.</p>"]),
    "mill.epub",
  );
  expect(document.title).toBe("The Mill");
  expect(document.pages.map(({ label, text }) => [label, text])).toEqual([
    ["Water", "Water\n\nThe wheel turns."],
    ["Fire", "Fire\n\nIt burned down."],
  ]);
});

it("a mail: who, when, what, and each attachment that can be read; the others are named", async () => {
  const mail = emlOf("Offer 17", "Dear team,\r\n\r\nthe offer is attached.", [
    [
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "offer.docx",
      docxOf(wordText("We offer 900 euros.")),
    ],
    ["image/gif", "logo.gif", Buffer.from("GIF89a")],
    ["application/pdf", "terms.pdf", Buffer.from("%PDF-1.7\n")],
  ]);
  const document = await readBytes(mail, "offer.eml");
  expect(document.title).toBe("Offer 17");
  expect(document.pages.map(({ label, text }) => [label, text])).toEqual([
    [
      undefined,
      "Offer 17\n\nFrom: Ada Lind <ada@example.org>\nTo: Team <team@example.org>\nDate: 2026-03-02 08:30 UTC\n\nDear team,\n\nthe offer is attached.\n\n• Attachment: offer.docx\n• Attachment: logo.gif\n• Attachment: terms.pdf",
    ],
    ["offer.docx", "We offer 900 euros."],
    ["terms.pdf: page 1", "text of a PDF"],
  ]);
  expect(document.warnings).toEqual([
    "“logo.gif” inside was not read: “logo.gif” is a picture, and words in pictures can't be read yet.",
  ]);
});

it("a mail of Outlook with a table attached", async () => {
  const message = msgOf("Figures", "See the table.", { name: "costs.csv", bytes: Buffer.from("Item,Cost\nBolt,4\n") });
  const document = await readBytes(message, "figures.msg");
  expect(document.pages.map(({ label, text }) => [label, text])).toEqual([
    [undefined, "Figures\n\nFrom: Ada Lind\n\nSee the table.\n\n• Attachment: costs.csv"],
    ["costs.csv", "Item\tCost\nBolt\t4"],
  ]);
});

it("an archive is read as a folder: what can be read, under its path; what can't is named", async () => {
  const archive = zipOf({
    "b/notes.txt": "Bring the keys.",
    "a/plan.docx": docxOf(wordText("Meet at nine.")),
    "tool.exe": "MZ\0",
    "__MACOSX/x": "y",
  });
  const document = await readBytes(archive, "folder.zip");
  expect(document.pages.map(({ label, text }) => [label, text])).toEqual([
    ["a/plan.docx", "Meet at nine."],
    ["b/notes.txt", "Bring the keys."],
  ]);
  expect(document.warnings).toEqual(["“tool.exe” inside was not read: Footnote cannot read “tool.exe”."]);
  expect(document.outline.map(({ title }) => title)).toEqual(["a/plan.docx", "b/notes.txt"]);
});
