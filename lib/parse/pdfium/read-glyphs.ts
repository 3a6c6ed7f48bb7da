import { type Direction, type Glyph, type PageSize, place } from "../layout/glyph.ts";
import type { Pdfium } from "./module.ts";

/** Rendering mode 3: neither filled nor stroked. */
const INVISIBLE_MODE = 3;
/** What PDFium gives for a hyphen that ends a line. */
const LINE_END_HYPHEN = 2;
/** More than any page of print holds: a page beyond it is cut short and says so. */
const MOST_GLYPHS = 400_000;

export interface PageGlyphs {
  glyphs: Glyph[];
  size: PageSize;
  /** Characters that the file draws without saying which they are. */
  unmapped: number;
  /** The page holds more than is read. */
  cut: boolean;
}

/** From PDF coordinates (bottom left, unrotated) to points from the top left of the page as it is shown. */
interface Frame {
  size: PageSize;
  /** Quarter turns clockwise. */
  turns: Direction;
  toX(x: number, y: number): number;
  toY(x: number, y: number): number;
}

/** Reads the characters of an open page in the file's order, with where each is drawn. `page`: PDFium's handle. */
export function readGlyphs(pdfium: Pdfium, page: number): PageGlyphs {
  const { api, calls } = pdfium;
  const frame = frameOf(pdfium, page);
  const text = api.FPDFText_LoadPage(page);
  const result: PageGlyphs = { glyphs: [], size: frame.size, unmapped: 0, cut: false };
  if (text === 0) return result;
  try {
    const total = calls.countChars(text);
    const count = Math.min(total, MOST_GLYPHS);
    result.cut = total > count;
    let spaced = false;
    let object = 0;
    let hidden = false;
    let direction: Direction = 0;
    for (let index = 0; index < count; index++) {
      const code = calls.unicode(text, index);
      const generated = calls.isGenerated(text, index) === 1;
      if (generated && code !== LINE_END_HYPHEN) {
        spaced = true;
        continue;
      }
      const own = calls.textObject(text, index);
      if (own !== object || own === 0) {
        object = own;
        hidden = own !== 0 && calls.renderMode(own) === INVISIBLE_MODE;
        direction = directionOf(pdfium, text, index, frame.turns);
      }
      const character = characterOf(code);
      if (character === null || calls.hasMapError(text, index) === 1) result.unmapped += 1;
      if (character !== null && /^[\s\u200b]$/.test(character)) {
        spaced = true;
        continue;
      }
      const breaks = code === LINE_END_HYPHEN || (code === 0xad && calls.isHyphen(text, index) === 1);
      const glyph = readGlyph(pdfium, text, index, frame, direction);
      if (glyph === null) continue;
      result.glyphs.push({ ...glyph, text: breaks ? "-" : (character ?? "\ufffd"), object, spaced, hidden, breaks });
      spaced = false;
    }
  } finally {
    api.FPDFText_ClosePage(text);
  }
  return result;
}

/** The character of a code, a line-end hyphen as one; null for those that stand for none. */
function characterOf(code: number): string | null {
  if (code === LINE_END_HYPHEN) return "-";
  if (code === 9 || code === 10 || code === 13) return " ";
  if (code < 32 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)) return null;
  if (code === 0xfffe || code === 0xffff || code > 0x10ffff) return null;
  return String.fromCodePoint(code);
}

type Drawn = Omit<Glyph, "text" | "object" | "spaced" | "hidden" | "breaks">;

function readGlyph(pdfium: Pdfium, text: number, index: number, frame: Frame, direction: Direction): Drawn | null {
  const { calls, scratch } = pdfium;
  if (calls.looseBox(text, index, scratch) === 0) return null;
  const at = scratch >> 2;
  const floats = pdfium.floats();
  const [left = 0, top = 0, right = 0, bottom = 0] = [floats[at], floats[at + 1], floats[at + 2], floats[at + 3]];
  calls.origin(text, index, scratch, scratch + 8);
  const doubles = pdfium.doubles();
  const [originX = 0, originY = 0] = [doubles[scratch >> 3], doubles[(scratch >> 3) + 1]];
  const [x1, y1] = [frame.toX(left, top), frame.toY(left, top)];
  const [x2, y2] = [frame.toX(right, bottom), frame.toY(right, bottom)];
  const box = { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x1 - x2), height: Math.abs(y1 - y2) };
  if (![box.x, box.y, box.width, box.height, originX, originY].every(Number.isFinite)) return null;
  const base = { x: frame.toX(originX, originY), y: frame.toY(originX, originY) };
  const size = direction % 2 === 0 ? box.height : box.width;
  return { ...box, direction, size, ...place(box, base, direction, frame.size) };
}

/** The direction of a text object by its matrix: the nearest quarter turn. */
function directionOf(pdfium: Pdfium, text: number, index: number, turns: Direction): Direction {
  const { calls, scratch } = pdfium;
  if (calls.matrix(text, index, scratch) === 0) return 0;
  const floats = pdfium.floats();
  const [a = 1, b = 0] = [floats[scratch >> 2], floats[(scratch >> 2) + 1]];
  const quarter = Math.round(Math.atan2(-b, a) / (Math.PI / 2));
  return asDirection(quarter + turns);
}

function asDirection(turns: number): Direction {
  const turned = ((turns % 4) + 4) % 4;
  return turned === 1 || turned === 2 || turned === 3 ? turned : 0;
}

function frameOf(pdfium: Pdfium, page: number): Frame {
  const { api, scratch } = pdfium;
  const turns = asDirection(api.FPDFPage_GetRotation(page));
  const size = { width: api.FPDF_GetPageWidthF(page), height: api.FPDF_GetPageHeightF(page) };
  api.FPDF_GetPageBoundingBox(page, scratch);
  const at = scratch >> 2;
  const floats = pdfium.floats();
  const [left = 0, top = 0, right = 0, bottom = 0] = [floats[at], floats[at + 1], floats[at + 2], floats[at + 3]];
  const byTurns: Record<Direction, Pick<Frame, "toX" | "toY">> = {
    0: { toX: (x) => x - left, toY: (_, y) => top - y },
    1: { toX: (_, y) => y - bottom, toY: (x) => x - left },
    2: { toX: (x) => right - x, toY: (_, y) => y - bottom },
    3: { toX: (_, y) => top - y, toY: (x) => right - x },
  };
  return { size, turns, ...byTurns[turns] };
}
