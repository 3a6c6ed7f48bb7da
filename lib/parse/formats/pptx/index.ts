import type { Archive } from "../archive.ts";
import { type DraftBlock, type DraftDocument, type DraftPage, lengthOf, tidy } from "../draft.ts";
import { damaged, MAX_TEXT, tooMuchText } from "../failures.ts";
import { readChart } from "../ooxml/chart.ts";
import { coreTitle, mainPart, type OfficePackage, openPackage, type Relation } from "../ooxml/package.ts";
import { all, attribute, child, descendants, type Element, prefixed, textOf } from "../xml.ts";
import { readComments } from "./comments.ts";
import { readShapes } from "./shapes.ts";

const WHAT = "This presentation";

/** A presentation: a page a slide, with its table's cells, the figures of its charts, its notes and comments. */
export async function readPptx(archive: Archive): Promise<DraftDocument> {
  const office = openPackage(archive, WHAT);
  const main = await mainPart(office, "ppt/presentation.xml");
  const presentation = await office.xml(main);
  const relations = await office.relations(main);
  const authors = await office.optional(first(relations, "commentAuthors") ?? first(relations, "authors"));
  const pages: DraftPage[] = [];
  const warnings: string[] = [];
  let length = 0;
  const ids = all(child(presentation, "sldIdLst"), "sldId");
  for (const [index, id] of ids.entries()) {
    const part = relations.get(prefixed(id, "id") ?? "")?.target;
    const slide = await office.optional(part);
    if (slide === null || part === undefined) warnings.push(`Slide ${index + 1} could not be read.`);
    const blocks = slide === null || part === undefined ? [] : await readSlide(office, part, slide, authors);
    length += blocks.reduce((sum, block) => sum + lengthOf(block), 0);
    if (length > MAX_TEXT) throw tooMuchText(WHAT);
    const hidden = attribute(slide ?? undefined, "show") === "0";
    pages.push({ label: `Slide ${index + 1}${hidden ? " (hidden)" : ""}`, blocks });
  }
  if (pages.length === 0) throw damaged(WHAT);
  return { title: await coreTitle(office), pages, warnings };
}

async function readSlide(
  office: OfficePackage,
  part: string,
  slide: Element,
  authors: Element | null,
): Promise<DraftBlock[]> {
  const relations = await office.relations(part);
  const blocks: DraftBlock[] = [];
  for (const shape of readShapes(child(slide, "cSld", "spTree"))) {
    if ("kind" in shape) blocks.push(shape);
    else {
      const drawn = await office.optional(relations.get(shape.relation)?.target);
      if (drawn?.name === "chartSpace") blocks.push(...readChart(drawn));
      else blocks.push(...diagram(drawn));
    }
  }
  const notes = await office.optional(first(relations, "notesSlide"));
  for (const note of notes === null ? [] : readShapes(child(notes, "cSld", "spTree"), "notes"))
    if ("kind" in note && note.kind !== "table") blocks.push({ kind: "note", text: `Notes: ${note.text}` });
  for (const { type, target } of relations.values())
    if (/\/comments$/.test(type)) blocks.push(...readComments(await office.optional(target), authors));
  return blocks;
}

/** The words of a diagram (SmartArt), one a line. */
function diagram(part: Element | null): DraftBlock[] {
  return descendants(part ?? undefined, "pt").flatMap((point): DraftBlock[] => {
    const text = tidy(descendants(point, "t").map(textOf).join(""));
    return text === "" ? [] : [{ kind: "list-item", depth: 0, marker: "•", text }];
  });
}

function first(relations: Map<string, Relation>, kind: string): string | undefined {
  return [...relations.values()].find(({ type }) => type.endsWith(`/${kind}`))?.target;
}
