import type { Glyph } from "./glyph.ts";

/** Points of a cell of the grid in which neighbours are looked for. */
const CELL = 12;
/** An object of which so much lies over others is a second copy. */
const SHARE = 0.6;
/** Glyphs whose sizes differ more than this aren't copies: a watermark behind the text. */
const SIZES = 1.6;
/** Glyphs of one cell that are looked at: more than ever stand in one, and a bound for a file made to be slow. */
const MOST_NEAR = 40;

/**
 * Leaves out what is drawn a second time over the same place: letters made bold by drawing them twice, shadows, a second
 * text layer (recognised text over text that was there). Of a hidden and a seen layer the seen one stays. Accents
 * and other marks over a letter are no copies.
 */
export function dropDuplicates(glyphs: readonly Glyph[]): Glyph[] {
  const hidden = glyphs.filter((glyph) => glyph.hidden);
  const order = hidden.length === 0 ? glyphs : [...glyphs.filter((glyph) => !glyph.hidden), ...hidden];
  const grid = new Map<number, Glyph[]>();
  const copies = new Set<Glyph>();
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && order[to]?.object === order[from]?.object) to += 1;
    const object = order.slice(from, to);
    const telling = object.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
    const over = telling.filter((glyph) => isOver(grid, glyph)).length;
    if (telling.length > 0 && over >= SHARE * telling.length) for (const glyph of object) copies.add(glyph);
    else for (const glyph of object) add(grid, glyph);
    from = to;
  }
  return copies.size === 0 ? [...glyphs] : glyphs.filter((glyph) => !copies.has(glyph));
}

function add(grid: Map<number, Glyph[]>, glyph: Glyph): void {
  const key = cellOf(glyph.x + glyph.width / 2, glyph.y + glyph.height / 2);
  const cell = grid.get(key);
  if (cell === undefined) grid.set(key, [glyph]);
  else if (cell.length < MOST_NEAR) cell.push(glyph);
}

function cellOf(x: number, y: number): number {
  return Math.floor(x / CELL) * 65_536 + Math.floor(y / CELL);
}

/** Whether the middle of the glyph is over another one's, nearly enough to hide it. */
function isOver(grid: Map<number, Glyph[]>, glyph: Glyph): boolean {
  const x = glyph.x + glyph.width / 2;
  const y = glyph.y + glyph.height / 2;
  // A glyph that reaches so far stands in this cell or one beside it.
  const reach = Math.min(CELL, glyph.size / 2);
  for (let column = Math.floor((x - reach) / CELL); column <= Math.floor((x + reach) / CELL); column++)
    for (let row = Math.floor((y - reach) / CELL); row <= Math.floor((y + reach) / CELL); row++) {
      const cell = grid.get(column * 65_536 + row);
      if (cell !== undefined) for (const other of cell) if (covers(other, glyph, x, y)) return true;
    }
  return false;
}

function covers(other: Glyph, glyph: Glyph, x: number, y: number): boolean {
  if (other.direction !== glyph.direction) return false;
  if (Math.max(other.size, glyph.size) > SIZES * Math.min(other.size, glyph.size)) return false;
  const dx = Math.abs(x - other.x - other.width / 2);
  const dy = Math.abs(y - other.y - other.height / 2);
  return (
    dx < 0.5 * Math.min(other.width, other.size) &&
    dy < 0.35 * other.size &&
    Math.abs(other.base - glyph.base) < 0.3 * other.size
  );
}
