/** Which way text runs on the page as it is shown, in quarter turns clockwise: 0 to the right, 1 down, 2 upside down, 3 up. */
export type Direction = 0 | 1 | 2 | 3;

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
  /** Height of its font's line, points. */
  size: number;
  /** The text object that it was drawn with. */
  object: number;
  /** White space stands before it in the file, or the reader saw a gap. */
  spaced: boolean;
  /** Drawn invisibly, as the text that recognition lays over a scan is. */
  hidden: boolean;
  /** A hyphen at the end of a line of a word that goes on. */
  breaks: boolean;
}

/** Size of a page as it is shown, points. */
export interface PageSize {
  width: number;
  height: number;
}

/** The glyph's place along its line and across the lines, by its direction and box. `base` is a point of its baseline. */
export function place(
  box: { x: number; y: number; width: number; height: number },
  base: { x: number; y: number },
  direction: Direction,
  page: PageSize,
): { along: number; end: number; base: number } {
  switch (direction) {
    case 0:
      return { along: box.x, end: box.x + box.width, base: base.y };
    case 1:
      return { along: box.y, end: box.y + box.height, base: page.width - base.x };
    case 2:
      return { along: page.width - box.x - box.width, end: page.width - box.x, base: page.height - base.y };
    case 3:
      return { along: page.height - box.y - box.height, end: page.height - box.y, base: base.x };
  }
}
