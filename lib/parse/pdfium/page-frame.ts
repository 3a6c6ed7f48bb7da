import { asDirection, type Direction, type PageSize } from "../layout/glyph.ts";
import type { Pdfium } from "./module.ts";

/**
 * From PDF coordinates (bottom left, unrotated) to points from the top left of the page as it is shown:
 * `x = xx·x + xy·y + x0`, `y = yx·x + yy·y + y0`.
 */
export interface PageFrame {
  size: PageSize;
  /** Quarter turns clockwise. */
  turns: Direction;
  xx: number;
  xy: number;
  x0: number;
  yx: number;
  yy: number;
  y0: number;
}

/** The frame of an open page, its rotation and crop applied. `page`: PDFium's handle. */
export function frameOf(pdfium: Pdfium, page: number): PageFrame {
  const { api, scratch } = pdfium;
  const turns = asDirection(api.FPDFPage_GetRotation(page));
  const size = { width: api.FPDF_GetPageWidthF(page), height: api.FPDF_GetPageHeightF(page) };
  api.FPDF_GetPageBoundingBox(page, scratch);
  const at = scratch >> 2;
  const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.floats().subarray(at, at + 4);
  switch (turns) {
    case 0:
      return { size, turns, xx: 1, xy: 0, x0: -left, yx: 0, yy: -1, y0: top };
    case 1:
      return { size, turns, xx: 0, xy: 1, x0: -bottom, yx: 1, yy: 0, y0: -left };
    case 2:
      return { size, turns, xx: -1, xy: 0, x0: right, yx: 0, yy: 1, y0: -bottom };
    case 3:
      return { size, turns, xx: 0, xy: -1, x0: top, yx: -1, yy: 0, y0: right };
  }
}

/** A rectangle of PDF coordinates on the page as it is shown. */
export function rectangleOn(frame: PageFrame, left: number, top: number, right: number, bottom: number) {
  const x1 = frame.xx * left + frame.xy * top + frame.x0;
  const y1 = frame.yx * left + frame.yy * top + frame.y0;
  const x2 = frame.xx * right + frame.xy * bottom + frame.x0;
  const y2 = frame.yx * right + frame.yy * bottom + frame.y0;
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x1 - x2), height: Math.abs(y1 - y2) };
}
