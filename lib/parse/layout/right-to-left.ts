import type { Glyph } from "./glyph.ts";
import type { Line } from "./run.ts";

const RTL = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LTR = /[\p{L}\p{N}]/u;
/** Signs that belong to the figure or word they stand in: 4,750 and 12:30 and a-b. */
const INSIDE = /^[.,:/\-–+%€$£#&'’@_]$/u;
/** A gap of so many ems is a space. */
const SPACE = 0.15;
const OPENING = "([{<«";
const CLOSING = ")]}>»";

/**
 * Puts the glyphs of lines with Arabic or Hebrew into reading order by where they stand: from right to left, figures and
 * words of other scripts within from left to right (the reverse of what the Unicode bidirectional algorithm, UAX 9, does to show them).
 */
export function orderRightToLeft(lines: readonly Line[]): void {
  for (const line of lines) {
    if (!line.runs.some((run) => run.glyphs.some(({ text }) => RTL.test(text)))) continue;
    const glyphs = line.runs.flatMap((run) => run.glyphs);
    const rtl = glyphs.filter(({ text }) => RTL.test(text)).length;
    const ltr = glyphs.filter(({ text }) => /\p{L}/u.test(text) && !RTL.test(text)).length;
    const ordered = reorder(glyphs, rtl >= ltr);
    for (const glyph of ordered) glyph.text = logicalForm(glyph.text);
    if (rtl >= ltr) pairBrackets(ordered);
    const [first] = line.runs;
    if (first === undefined) continue;
    line.runs = [
      {
        ...first,
        glyphs: ordered,
        start: Math.min(...line.runs.map(({ start }) => start)),
        end: Math.max(...line.runs.map(({ end }) => end)),
      },
    ];
  }
}

/** A glyph, or the space that stands between two. */
type Item = Glyph | "space";

function reorder(glyphs: readonly Glyph[], rightToLeft: boolean): Glyph[] {
  // Glyphs of one ligature stand at the same place and are in reading order already.
  const sorted = [...glyphs].sort((a, b) => (rightToLeft ? middle(b) - middle(a) : middle(a) - middle(b)));
  const items = withSpaces(sorted);
  const inner = (item: Item | undefined) =>
    item !== undefined &&
    item !== "space" &&
    (rightToLeft ? LTR.test(item.text) : true) &&
    RTL.test(item.text) !== rightToLeft;
  const result: Item[] = [];
  for (let from = 0; from < items.length; ) {
    if (!inner(items[from])) {
      result.push(...items.slice(from, ++from));
      continue;
    }
    // As far as the run goes, with the signs and spaces between two of its characters.
    let to = from + 1;
    for (let ahead = to; ahead < items.length; ahead++) {
      const item = items[ahead];
      if (inner(item)) to = ahead + 1;
      else if (!(item === "space" ? isWordy(items[ahead - 1], items[ahead + 1]) : INSIDE.test(item?.text ?? ""))) break;
    }
    result.push(...items.slice(from, to).reverse());
    from = to;
  }
  return takeSpaces(result);
}

function middle(glyph: Glyph): number {
  return glyph.along + (glyph.end - glyph.along) / 2;
}

/** Figures parted by a space follow each other in the direction of the line; words of another script keep theirs. */
function isWordy(left: Item | undefined, right: Item | undefined): boolean {
  return [left, right].some((item) => item !== undefined && item !== "space" && /\p{L}/u.test(item.text));
}

function withSpaces(sorted: readonly Glyph[]): Item[] {
  return sorted.flatMap((glyph, index): Item[] => {
    const before = sorted[index - 1];
    if (before === undefined) return [glyph];
    const gap = Math.max(glyph.along - before.end, before.along - glyph.end);
    return gap > SPACE * glyph.size ? ["space", glyph] : [glyph];
  });
}

function takeSpaces(items: readonly Item[]): Glyph[] {
  const glyphs: Glyph[] = [];
  let spaces = 0;
  for (const item of items) {
    if (item === "space") spaces = 1;
    else {
      item.spaces = spaces;
      glyphs.push(item);
      spaces = 0;
    }
  }
  return glyphs;
}

/** Arabic's presentation forms, which say how a letter is drawn, become the letter. */
function logicalForm(text: string): string {
  return /[\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufeff]/.test(text) ? text.normalize("NFKC") : text;
}

/** Brackets are mirrored where text runs to the left, and files differ in which of the two they name: pairs open first. */
function pairBrackets(glyphs: readonly Glyph[]): void {
  const brackets = glyphs.filter(({ text }) => OPENING.includes(text) || CLOSING.includes(text));
  let open = 0;
  for (const glyph of brackets) {
    const kind = Math.max(OPENING.indexOf(glyph.text), CLOSING.indexOf(glyph.text));
    const opens = open === 0;
    open += opens ? 1 : -1;
    if (brackets.length % 2 === 0) glyph.text = (opens ? OPENING : CLOSING).charAt(kind);
  }
}
