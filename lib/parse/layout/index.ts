import { type Addition, placeAdditions } from "./additions.ts";
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

/** What a reader found on one page. */
export interface PageContent {
  /** In the file's order. Their `text`, `spaces` and place may be changed. */
  glyphs: readonly Glyph[];
  size: PageSize;
  additions?: readonly Addition[];
  /** Words with a hyphen that the document's pages so far hold; those of this page are added. */
  compounds?: Set<string>;
}

/** A page's content → its text in reading order and where each word stands. The file's order is kept but where another one is clear. */
export function layOutPage({ glyphs, size, additions = [], compounds }: PageContent): ComposedText {
  const once = dropDuplicates(glyphs);
  markVertical(once, size);
  const runs = toRuns(once);
  for (const run of runs) drawnHyphens(run.glyphs);
  setApartMarkers(runs);
  const lines = toLines(runs);
  joinSpacedLetters(lines);
  orderRightToLeft(lines);
  const ordered = orderColumns(lines);
  placeAdditions(ordered, additions, size);
  return compose(ordered, compounds);
}
