import { z } from "@hono/zod-openapi";
import type { Page, Place } from "../../../lib/base/types.ts";

const range = { start: z.int(), end: z.int() };
const cell = z.object({
  ...range,
  row: z.int(),
  column: z.int(),
  rowSpan: z.int().optional(),
  columnSpan: z.int().optional(),
  isHeader: z.boolean().optional(),
});

/** Ranges of characters to be placed: "120-180,300-312", start and end of each. At most 100. */
export const placesQuery = z
  .string()
  .regex(/^\d{1,8}-\d{1,8}(?:,\d{1,8}-\d{1,8}){0,99}$/, "Places are asked for as 120-180,300-312.")
  .transform((asked) =>
    asked.split(",").map((range) => {
      const [start = 0, end = 0] = range.split("-").map(Number);
      return { start, end };
    }),
  )
  .optional();

/**
 * A page as the API returns it. `places`: for each range asked for, the boxes that its characters stand in, each with those of
 * its characters. `words`: start and end in the text, then left, top, width and height in points from the top left
 * of the page as shown; empty for formats without places, and for documents that an earlier version read.
 */
export const pageBody = z.object({
  page: z.int(),
  label: z.string(),
  text: z.string(),
  size: z.tuple([z.number(), z.number()]).nullable(),
  how: z.enum(["text", "form", "ocr", "none"]).nullable(),
  words: z.array(z.tuple([z.int(), z.int(), z.number(), z.number(), z.number(), z.number()])),
  blocks: z.array(
    z.object({
      kind: z.enum(["heading", "paragraph", "list-item", "table", "caption", "note", "header", "footer"]),
      ...range,
      level: z.int().optional(),
      cells: z.array(cell).optional(),
    }),
  ),
  warnings: z.array(z.object({ text: z.string(), start: z.int().optional(), end: z.int().optional() })),
  places: z
    .array(z.array(z.object({ ...range, box: z.tuple([z.number(), z.number(), z.number(), z.number()]) })))
    .optional(),
});

/** A page of the catalogue in that form; its places only where some were asked for. */
export function showPage(page: Page & { places: Place[][] }, wantsPlaces: boolean): z.infer<typeof pageBody> {
  const { number, text, label, width, height, how, words = [], blocks = [], warnings = [], places } = page;
  return {
    page: number,
    label: label ?? String(number),
    text,
    size: width === undefined || height === undefined ? null : [width, height],
    how: how ?? null,
    words: words.map((word) => [word.start, word.end, word.x, word.y, word.width, word.height]),
    blocks,
    warnings,
    ...(wantsPlaces ? { places } : {}),
  };
}
