import type { PlacedMark } from "../page-text.ts";
import { type ItemRange, matchQuote } from "./match-quote.ts";

type Kind = PlacedMark["kind"];

/**
 * Marks words in a page's text layer: the elements' text is cut and wrapped in `<mark data-highlight>`. Text nodes only;
 * what was marked before is undone. A quote lies over a tint. Gives the number of quotes that were found.
 */
export function markItems(
  elements: readonly HTMLElement[],
  items: readonly string[],
  marks: readonly PlacedMark[],
): number {
  const kinds = new Map<number, (Kind | null)[]>();
  let found = 0;
  const paint = (ranges: ItemRange[], kind: Kind) => {
    for (const { item, start, end } of ranges) {
      const row = kinds.get(item) ?? Array.from({ length: items[item]?.length ?? 0 }, () => null);
      row.fill(kind, start, end);
      kinds.set(item, row);
    }
  };
  const inOrder = [...marks].sort((a, b) => Number(a.kind === "quote") - Number(b.kind === "quote"));
  for (const { kind, quote, near } of inOrder) {
    const ranges = matchQuote(items, quote, near);
    if (ranges.length > 0 && kind === "quote") found += 1;
    paint(ranges, kind);
  }
  elements.forEach((element, item) => {
    const row = kinds.get(item);
    if (row !== undefined) element.replaceChildren(...pieces(items[item] ?? "", row));
    else if (element.childElementCount > 0) element.replaceChildren(items[item] ?? "");
  });
  return found;
}

function pieces(text: string, row: (Kind | null)[]): (Node | string)[] {
  const parts: (Node | string)[] = [];
  for (let from = 0; from < text.length; ) {
    const kind = row[from] ?? null;
    let to = from + 1;
    while (to < text.length && (row[to] ?? null) === kind) to += 1;
    const words = text.slice(from, to);
    if (kind === null) parts.push(words);
    else {
      const mark = document.createElement("mark");
      mark.dataset.highlight = kind;
      mark.textContent = words;
      parts.push(mark);
    }
    from = to;
  }
  return parts;
}
