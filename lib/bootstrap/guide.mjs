/** Sets `docs/guide.md` as the PDF that a new installation begins with: `makeGuide(path)`. */
import { createWriteStream, readFileSync } from "node:fs";
import { finished } from "node:stream/promises";
import PDFDocument from "pdfkit";

const source = new URL("../../docs/guide.md", import.meta.url);

/** Sizes in points, on A4. */
const margin = 72;
const styles = {
  title: { font: "Helvetica-Bold", size: 22, before: 0, after: 14 },
  heading: { font: "Helvetica-Bold", size: 14, before: 16, after: 6 },
  text: { font: "Times-Roman", size: 11.5, before: 0, after: 8 },
};

export async function makeGuide(path) {
  const pdf = new PDFDocument({
    size: "A4",
    margin,
    bufferPages: true,
    info: { Title: "Footnote: a short guide", Author: "Footnote", CreationDate: new Date(0), ModDate: new Date(0) },
  });
  const file = createWriteStream(path);
  pdf.pipe(file);
  for (const block of readFileSync(source, "utf8").split(/\n{2,}/)) {
    const text = block.trim();
    if (text === "") continue;
    const level = /^#+/.exec(text)?.[0].length ?? 0;
    const style = level === 1 ? styles.title : level === 2 ? styles.heading : styles.text;
    if (level === 2 && pdf.y > pdf.page.height - margin - 120) pdf.addPage();
    if (level > 0) pdf.outline.addItem(text.replace(/^#+\s*/, ""));
    pdf.y += style.before;
    pdf
      .font(style.font)
      .fontSize(style.size)
      .text(text.replace(/^#+\s*/, "").replaceAll("\n", " "), { lineGap: 2.5 });
    pdf.y += style.after;
  }
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    pdf.page.margins.bottom = 0;
    pdf
      .font("Times-Roman")
      .fontSize(9)
      .text(`Footnote guide, page ${page + 1} of ${count}`, margin, pdf.page.height - 48, { align: "center" });
  }
  pdf.end();
  await finished(file);
}
