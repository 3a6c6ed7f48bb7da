/** Which way text runs on the page as it is shown, in quarter turns clockwise: 0 to the right, 1 down, 2 upside down, 3 up. */
export type Direction = 0 | 1 | 2 | 3;

/** A number of quarter turns as a direction. */
export function asDirection(turns: number): Direction {
  const turned = ((turns % 4) + 4) % 4;
  return turned === 1 || turned === 2 || turned === 3 ? turned : 0;
}

/**
 * One character as it is drawn. `x` … `height`: its box in points from the top left of the page as shown. `along`, `end` and
 * `base` are the same in its own direction: where it begins and ends on its line, and how far down the page, seen that way,
 * its baseline is.
 */
export interface Glyph {
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
  direction: Direction;
  along: number;
  end: number;
  base: number;
  /** Its font's size as drawn (one em), points. */
  size: number;
  /** The text object that it was drawn with. */
  object: number;
  /** White space before it: how many spaces the file has there; half a one where the reader only saw a gap. */
  spaces: number;
  /** Drawn invisibly, as the text that recognition lays over a scan is. */
  hidden: boolean;
}

/** Size of a page as it is shown, points. */
export interface PageSize {
  width: number;
  height: number;
}

/** Gives a glyph a direction and its place in it. `baseX`, `baseY`: a point of its baseline. */
export function setPlace(glyph: Glyph, baseX: number, baseY: number, direction: Direction, page: PageSize): void {
  glyph.direction = direction;
  if (direction === 0) {
    glyph.along = glyph.x;
    glyph.base = baseY;
  } else if (direction === 1) {
    glyph.along = glyph.y;
    glyph.base = page.width - baseX;
  } else if (direction === 2) {
    glyph.along = page.width - glyph.x - glyph.width;
    glyph.base = page.height - baseY;
  } else {
    glyph.along = page.height - glyph.y - glyph.height;
    glyph.base = baseX;
  }
  glyph.end = glyph.along + (direction % 2 === 0 ? glyph.width : glyph.height);
}
