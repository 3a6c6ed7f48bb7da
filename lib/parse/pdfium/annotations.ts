import type { Addition } from "../layout/additions.ts";
import type { Pdfium } from "./module.ts";
import { type PageFrame, rectangleOn } from "./page-frame.ts";

/** PDFium's numbers of annotations and fields (fpdf_annot.h, fpdf_formfill.h). */
const WIDGET = 20;
const FREE_TEXT = 3;
/** Sticky notes and what may carry a comment: lines, shapes, highlights, stamps, carets, ink. */
const COMMENTED = new Set([1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
const FIELD = { checkBox: 2, radioButton: 3, comboBox: 4, listBox: 5, text: 6 };
/** Hidden, and not to be seen. */
const UNSEEN_FLAGS = 2 | 32;
/** A page with more is read up to here. */
const MOST_ANNOTATIONS = 2000;
const LONGEST_TEXT = 20_000;

/** What people have written on a page: values of form fields, text boxes, comments. `form`: 0 where the file has no form. */
export function readAnnotations(pdfium: Pdfium, page: number, form: number, frame: PageFrame): Addition[] {
  const { api } = pdfium;
  const additions: Addition[] = [];
  const count = Math.min(api.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS);
  for (let index = 0; index < count; index++) {
    const annotation = api.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    try {
      if ((api.FPDFAnnot_GetFlags(annotation) & UNSEEN_FLAGS) !== 0) continue;
      const kind = api.FPDFAnnot_GetSubtype(annotation);
      const text = kind === WIDGET ? fieldValue(pdfium, form, annotation) : comment(pdfium, annotation, kind);
      if (text === "" || !api.FPDFAnnot_GetRect(annotation, pdfium.scratch)) continue;
      const at = pdfium.scratch >> 2;
      const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.floats().subarray(at, at + 4);
      additions.push({
        kind: kind === WIDGET ? "field" : "note",
        text,
        ...rectangleOn(frame, left, top, right, bottom),
      });
    } finally {
      api.FPDFPage_CloseAnnot(annotation);
    }
  }
  return additions;
}

function comment(pdfium: Pdfium, annotation: number, kind: number): string {
  if (kind !== FREE_TEXT && !COMMENTED.has(kind)) return "";
  const raw = pdfium.readString((buffer, length) =>
    pdfium.api.FPDFAnnot_GetStringValue(annotation, "Contents", buffer, length),
  );
  const text = clean(raw);
  return kind === FREE_TEXT || text === "" ? text : `Note: ${text}`;
}

function fieldValue(pdfium: Pdfium, form: number, annotation: number): string {
  if (form === 0) return "";
  const { api } = pdfium;
  const type = api.FPDFAnnot_GetFormFieldType(form, annotation);
  if (type === FIELD.checkBox || type === FIELD.radioButton) return isChecked(pdfium, annotation) ? "☒" : "☐";
  if (type !== FIELD.text && type !== FIELD.comboBox && type !== FIELD.listBox) return "";
  return clean(
    pdfium.readString((buffer, length) => api.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, length)),
  );
}

/** By the state that is drawn: its name is the button's own, or `Off`. */
function isChecked(pdfium: Pdfium, annotation: number): boolean {
  const state = pdfium.readString((buffer, length) =>
    pdfium.api.FPDFAnnot_GetStringValue(annotation, "AS", buffer, length),
  );
  return state !== "" && state !== "Off";
}

/** Line feeds stay; other control characters become blanks. */
function clean(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n]/gu, " ")
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .trim();
}
