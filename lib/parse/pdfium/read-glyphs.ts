import { asDirection, type Direction, type Glyph, type PageSize, setPlace } from "../layout/glyph.ts";
import type { Pdfium } from "./module.ts";
import { leaveOutSymbols, splitLigatures, UNMAPPED } from "./odd-glyphs.ts";
import { frameOf, type PageFrame, rectangleOn } from "./page-frame.ts";

/** Rendering mode 3: neither filled nor stroked. */
const INVISIBLE_MODE = 3;
/** What PDFium gives for a hyphen that ends a line. */
const LINE_END_HYPHEN = 2;
/** More than any page of print holds: a page beyond it is cut short and says so. */
const MOST_GLYPHS = 200_000;
/** Share of an em above and below the baseline that a character's box takes at most: some fonts claim two lines. */
const ABOVE = 0.95;
const BELOW = 0.28;

export interface PageGlyphs {
  glyphs: Glyph[];
  size: PageSize;
  frame: PageFrame;
  /** Characters that the file draws without saying which they are. */
  unmapped: number;
  /** The page holds more than is read. */
  cut: boolean;
}

/** What the characters of one text object have in common. */
interface TextObject {
  handle: number;
  hidden: boolean;
  direction: Direction;
  /** An em on the page, points. */
  size: number;
}

/** Reads the characters of an open page in the file's order, with where each is drawn. `page`: PDFium's handle. */
export function readGlyphs(pdfium: Pdfium, page: number): PageGlyphs {
  const { api, calls } = pdfium;
  const frame = frameOf(pdfium, page);
  const glyphs: Glyph[] = [];
  const result: PageGlyphs = { glyphs, frame, size: frame.size, unmapped: 0, cut: false };
  const text = api.FPDFText_LoadPage(page);
  if (text === 0) return result;
  try {
    const total = calls.countChars(text);
    const count = Math.min(total, MOST_GLYPHS);
    result.cut = total > count;
    let spaces = 0;
    let object: TextObject = { handle: 0, hidden: false, direction: 0, size: 1 };
    for (let index = 0; index < count; index++) {
      const code = codePoint(pdfium, text, index);
      if (code !== LINE_END_HYPHEN && calls.isGenerated(text, index) === 1) {
        spaces = Math.max(spaces, 0.5);
        continue;
      }
      const unsure = code < 32 && calls.hasMapError(text, index) === 1;
      if (isSpace(code) && !unsure) {
        spaces = Math.floor(spaces) + 1;
        continue;
      }
      const handle = calls.textObject(text, index);
      if (handle !== object.handle || handle === 0) object = readObject(pdfium, text, index, handle, frame.turns);
      const character = characterOf(code);
      const glyph = readGlyph(pdfium, text, index, frame, object);
      if (code > 0xffff) index += 1;
      if (glyph === null) continue;
      glyph.text = unsure ? UNMAPPED : (character ?? UNMAPPED);
      glyph.spaces = spaces;
      glyphs.push(glyph);
      spaces = 0;
    }
  } finally {
    api.FPDFText_ClosePage(text);
  }
  splitLigatures(glyphs, frame.size);
  result.unmapped = leaveOutSymbols(glyphs);
  return result;
}

function isSpace(code: number): boolean {
  return (
    code === 32 ||
    code === 9 ||
    code === 10 ||
    code === 13 ||
    code === 0xa0 ||
    code === 0x3000 ||
    (code >= 0x2000 && code <= 0x200b)
  );
}

/** The code point at an index; one beyond U+FFFF takes two. */
function codePoint({ calls }: Pdfium, text: number, index: number): number {
  const code = calls.unicode(text, index);
  if (code < 0xd800 || code >= 0xdc00) return code;
  const low = calls.unicode(text, index + 1);
  return low >= 0xdc00 && low < 0xe000 ? 0x10000 + (code - 0xd800) * 0x400 + low - 0xdc00 : code;
}

/** The character of a code, a line-end hyphen as one; null for those that stand for none. */
function characterOf(code: number): string | null {
  if (code === LINE_END_HYPHEN) return "-";
  if (code < 32 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)) return null;
  if (code === 0xfffe || code === 0xffff || code > 0x10ffff) return null;
  return String.fromCodePoint(code);
}

function readGlyph(pdfium: Pdfium, text: number, index: number, frame: PageFrame, object: TextObject): Glyph | null {
  const { calls, scratch } = pdfium;
  if (calls.looseBox(text, index, scratch) === 0) return null;
  const floats = pdfium.floats();
  const at = scratch >> 2;
  const box = rectangleOn(frame, floats[at] ?? 0, floats[at + 1] ?? 0, floats[at + 2] ?? 0, floats[at + 3] ?? 0);
  calls.origin(text, index, scratch, scratch + 8);
  const doubles = pdfium.doubles();
  const originX = doubles[scratch >> 3] ?? 0;
  const originY = doubles[(scratch >> 3) + 1] ?? 0;
  if (!Number.isFinite(box.x + box.y + box.width + box.height + originX + originY)) return null;
  const baseX = frame.xx * originX + frame.xy * originY + frame.x0;
  const baseY = frame.yx * originX + frame.yy * originY + frame.y0;
  const { direction, size, hidden, handle } = object;
  cutToLine(box, baseX, baseY, direction, size);
  const glyph: Glyph = {
    text: "",
    x: box.x,
    y: box.y,
    width: box.width,
    height: box.height,
    direction,
    along: 0,
    end: 0,
    base: 0,
    size,
    object: handle,
    spaces: 0,
    hidden,
  };
  setPlace(glyph, baseX, baseY, direction, frame.size);
  return glyph;
}

/** Cuts a box to what a line of its size takes. */
function cutToLine(
  box: { x: number; y: number; width: number; height: number },
  baseX: number,
  baseY: number,
  direction: Direction,
  size: number,
): void {
  const before = (direction === 0 || direction === 3 ? ABOVE : BELOW) * size;
  const after = (direction === 0 || direction === 3 ? BELOW : ABOVE) * size;
  if (direction % 2 === 0) {
    const top = Math.max(box.y, baseY - before);
    const bottom = Math.min(box.y + box.height, baseY + after);
    if (bottom <= top) return;
    box.y = top;
    box.height = bottom - top;
  } else {
    const left = Math.max(box.x, baseX - before);
    const right = Math.min(box.x + box.width, baseX + after);
    if (right <= left) return;
    box.x = left;
    box.width = right - left;
  }
}

/** By its matrix: the nearest quarter turn, and its font's size as scaled. */
function readObject(pdfium: Pdfium, text: number, index: number, handle: number, turns: Direction): TextObject {
  const { calls, scratch } = pdfium;
  const hidden = handle !== 0 && calls.renderMode(handle) === INVISIBLE_MODE;
  const size = calls.fontSize(text, index);
  if (calls.matrix(text, index, scratch) === 0) return { handle, hidden, direction: turns, size };
  const at = scratch >> 2;
  const [a = 1, b = 0, c = 0, d = 1] = pdfium.floats().subarray(at, at + 4);
  const quarter = Math.round(Math.atan2(-b, a) / (Math.PI / 2));
  const scaled = size * Math.hypot(c, d);
  return {
    handle,
    hidden,
    direction: asDirection(quarter + turns),
    size: scaled > 0 && Number.isFinite(scaled) ? scaled : 1,
  };
}
