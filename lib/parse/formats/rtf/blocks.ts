import { type DraftBlock, tidy, tidyCell } from "../draft.ts";
import { toSuperscript } from "../html/flat.ts";

/** Collects the text of an RTF file into blocks, page by page. */
export function createRtfBlocks() {
  const pages: DraftBlock[][] = [[]];
  let text = "";
  let marker = "";
  let note = "";
  let notes: DraftBlock[] = [];
  let noteCount = 0;
  let level: number | null = null;
  let inTable = false;
  let row: string[] = [];
  let rows: string[][] = [];

  const page = () => pages.at(-1) ?? [];
  const endTable = () => {
    if (rows.length > 0) page().push({ kind: "table", rows, headRows: 0 });
    rows = [];
  };
  const endParagraph = () => {
    const words = tidy(text);
    const sign = tidy(marker);
    text = "";
    marker = "";
    if (words !== "") {
      endTable();
      if (level !== null)
        page().push({ kind: "heading", level, text: tidyCell(sign === "" ? words : `${sign} ${words}`) });
      else if (sign === "") page().push({ kind: "paragraph", text: words });
      else page().push({ kind: "list-item", depth: 0, marker: /^[\p{L}\p{N}(]/u.test(sign) ? sign : "•", text: words });
    }
    page().push(...notes);
    notes = [];
  };

  return {
    text(part: string, where: "text" | "note" | "marker" | "fonts") {
      if (where === "note") note += part;
      else if (where === "marker") marker += part;
      else text += part;
    },
    control(name: string, number: number | null) {
      if (name === "pard") {
        level = null;
        inTable = false;
      } else if (name === "intbl") inTable = true;
      else if (name === "outlinelevel") level = number !== null && number >= 0 && number < 9 ? number : null;
      else if (name === "par") {
        if (inTable) text += "\n";
        else endParagraph();
      } else if (name === "cell" || name === "nestcell") {
        row.push(tidyCell(`${marker} ${text}`));
        text = "";
        marker = "";
      } else if (name === "row" || name === "nestrow") {
        if (row.some((cell) => cell !== "")) rows.push(row);
        row = [];
      } else if (name === "page" || name === "sect") {
        endParagraph();
        endTable();
        if (page().length > 0) pages.push([]);
      }
    },
    noteBegins() {
      text += toSuperscript(String(++noteCount));
      note = "";
    },
    noteEnds() {
      const words = tidyCell(note);
      if (words !== "") notes.push({ kind: "note", text: `${toSuperscript(String(noteCount))} ${words}` });
    },
    end(): DraftBlock[][] {
      endParagraph();
      endTable();
      return pages.length > 1 && page().length === 0 ? pages.slice(0, -1) : pages;
    },
  };
}
