import { orderColumns } from "./columns.ts";
import { type ComposedText, compose } from "./compose.ts";
import { dropDuplicates } from "./duplicates.ts";
import type { Glyph, PageSize } from "./glyph.ts";
import { drawnHyphens } from "./hyphens.ts";
import { joinSpacedLetters } from "./letter-spacing.ts";
import { orderRightToLeft } from "./right-to-left.ts";
import { toLines, toRuns } from "./run.ts";
import { setApartMarkers } from "./superscripts.ts";
import { markVertical } from "./vertical.ts";

export type { ComposedText } from "./compose.ts";
export type { Glyph, PageSize } from "./glyph.ts";

/**
 * A page's glyphs, in the file's order → its text in reading order and where each word stands. Glyphs are the page's own:
 * their `text` and `spaces` are changed. The file's order is kept but where another one is clear.
 * @param compounds words with a hyphen that the document's pages so far hold; those of this page are added.
 */
export function layOutPage(glyphs: readonly Glyph[], size: PageSize, compounds?: Set<string>): ComposedText {
  const once = dropDuplicates(glyphs);
  markVertical(once, size);
  const runs = toRuns(once);
  for (const run of runs) drawnHyphens(run.glyphs);
  setApartMarkers(runs);
  const lines = toLines(runs);
  joinSpacedLetters(lines);
  orderRightToLeft(lines);
  return compose(orderColumns(lines), compounds);
}
