import type { Archive } from "../archive.ts";
import { cutMarked, cutPages } from "../cut-pages.ts";
import { type DraftBlock, type DraftDocument, lengthOf, tidy } from "../draft.ts";
import { MAX_TEXT, tooMuchText } from "../failures.ts";
import { readChart } from "../ooxml/chart.ts";
import { coreTitle, mainPart, type OfficePackage, openPackage } from "../ooxml/package.ts";
import { streamXml } from "../stream-xml.ts";
import { all, attribute, descendants, type Element, textOf } from "../xml.ts";
import { type BodyItem, createBodyReader } from "./body.ts";
import { readNumbering } from "./numbering.ts";
import { readStyles } from "./styles.ts";

const WHAT = "This Word document";

/** A Word document: its text as it reads with all tracked changes accepted, on the pages that Word last made of it. */
export async function readDocx(archive: Archive): Promise<DraftDocument> {
  const office = openPackage(archive, WHAT);
  const main = await mainPart(office, "word/document.xml");
  const related = async (kind: string) => office.optional((await office.related(main, kind))[0]);
  const [styles, numbering] = [readStyles(await related("styles")), readNumbering(await related("numbering"))];
  const items: BodyItem[] = [];
  let length = 0;
  const body = createBodyReader({ styles, numbering, notes: await readNotes(related) }, (item) => {
    items.push(item);
    if (item.type === "block") length += lengthOf(item.block);
    if (length > MAX_TEXT) throw tooMuchText(WHAT);
  });
  // The body is read piece by piece: a document of ten thousand pages is never a tree as a whole.
  await streamXml(archive, main, ["p", "tbl"], WHAT, body.read);
  const pages = toPages(await withDrawings(items, office, main));
  const edges = await runningText(office, main);
  if (pages[0] !== undefined) {
    pages[0].blocks.unshift(...edges.headers);
    pages[0].blocks.push(...edges.footers);
  }
  return { title: await coreTitle(office), pages, warnings: [] };
}

async function readNotes(related: (kind: string) => Promise<Element | null>): Promise<Map<string, Element>> {
  const notes = new Map<string, Element>();
  for (const kind of ["footnote", "endnote", "comment"] as const) {
    const root = await related(`${kind}s`);
    for (const note of all(root ?? undefined, kind)) {
      const type = attribute(note, "type") ?? "normal";
      if (type === "normal") notes.set(`${kind} ${attribute(note, "id") ?? ""}`, note);
    }
  }
  return notes;
}

/** Puts the figures of charts where they stand. */
async function withDrawings(items: BodyItem[], office: OfficePackage, main: string): Promise<BodyItem[]> {
  if (!items.some(({ type }) => type === "drawing")) return items;
  const relations = await office.relations(main);
  const found: BodyItem[] = [];
  for (const item of items) {
    if (item.type !== "drawing") {
      found.push(item);
      continue;
    }
    const part = await office.optional(relations.get(item.relation)?.target);
    if (part === null) continue;
    const blocks: DraftBlock[] = part.name === "chartSpace" ? readChart(part) : diagram(part);
    found.push(...blocks.map((block) => ({ type: "block" as const, block })));
  }
  return found;
}

/** The words of a diagram (SmartArt), one a line. */
function diagram(part: Element): DraftBlock[] {
  return descendants(part, "pt").flatMap((point): DraftBlock[] => {
    const text = tidy(descendants(point, "t").map(textOf).join(""));
    return text === "" ? [] : [{ kind: "list-item", depth: 0, marker: "•", text }];
  });
}

function toPages(items: BodyItem[]): DraftDocument["pages"] {
  // Where Word noted its own pages, those are the ones that people see.
  const shown = items.some((item) => item.type === "break" && item.asShown);
  const pages: DraftBlock[][] = [[]];
  for (const item of items) {
    if (item.type === "block") pages.at(-1)?.push(item.block);
    else if (item.type === "break" && item.asShown === shown && (shown || (pages.at(-1)?.length ?? 0) > 0))
      pages.push([]);
  }
  while (pages.length > 1 && pages.at(-1)?.length === 0) pages.pop();
  return shown ? cutMarked(pages, null) : pages.flatMap((blocks) => cutPages(blocks, null));
}

/** What runs through at the top and the bottom of every page, once. */
async function runningText(
  office: OfficePackage,
  main: string,
): Promise<{ headers: DraftBlock[]; footers: DraftBlock[] }> {
  const texts = async (kind: "header" | "footer"): Promise<DraftBlock[]> => {
    const found = new Set<string>();
    for (const part of await office.related(main, kind)) {
      const root = await office.optional(part);
      for (const paragraph of descendants(root ?? undefined, "p")) {
        const text = tidy(descendants(paragraph, "t").map(textOf).join(""));
        if (/\p{L}{3}/u.test(text)) found.add(text);
      }
    }
    return [...found].slice(0, 20).map((text) => ({ kind, text }));
  };
  return { headers: await texts("header"), footers: await texts("footer") };
}
