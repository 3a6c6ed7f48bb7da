import type { Pdfium } from "./module.ts";

/** FPDF_PAGEOBJ_IMAGE of fpdf_edit.h. */
const IMAGE = 3;
/** Objects looked at: a scan is one picture, or some stripes. */
const MOST = 200;

/** The share of a page that its pictures cover, 0…1. `area` of the page, square points. */
export function pictureShare(pdfium: Pdfium, page: number, area: number): number {
  const { api, scratch } = pdfium;
  let covered = 0;
  const count = Math.min(api.FPDFPage_CountObjects(page), MOST);
  for (let at = 0; at < count; at++) {
    const object = api.FPDFPage_GetObject(page, at);
    if (object === 0 || api.FPDFPageObj_GetType(object) !== IMAGE) continue;
    if (!api.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12)) continue;
    const [left = 0, bottom = 0, right = 0, top = 0] = pdfium.floats().subarray(scratch >> 2, (scratch >> 2) + 4);
    covered += Math.max(0, right - left) * Math.max(0, top - bottom);
  }
  return area > 0 ? Math.min(1, covered / area) : 0;
}
