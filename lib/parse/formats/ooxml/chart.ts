import { type DraftBlock, tidy, tidyCell } from "../draft.ts";
import { all, attribute, child, descendants, type Element, textOf } from "../xml.ts";

/** Points of one series that are read. */
const MAX_POINTS = 2000;

/** The figures that a chart was drawn from, as a table: categories down, series across. */
export function readChart(chart: Element): DraftBlock[] {
  const title = child(chart, "chart", "title");
  const blocks: DraftBlock[] = [];
  const words = tidy(descendants(title, "t").map(textOf).join(""));
  if (words !== "") blocks.push({ kind: "caption", text: words });
  const plot = child(chart, "chart", "plotArea");
  const series = descendants(plot, "ser").map((ser) => ({
    name: points(child(ser, "tx")).get(0) ?? "",
    labels: points(child(ser, "cat") ?? child(ser, "xVal")),
    values: points(child(ser, "val") ?? child(ser, "yVal")),
  }));
  const count = Math.min(MAX_POINTS, Math.max(0, ...series.map(({ values }) => Math.max(-1, ...values.keys()) + 1)));
  if (count === 0) return blocks;
  const rows = [["", ...series.map(({ name }) => name)]];
  for (let at = 0; at < count; at++) {
    const label = series.map(({ labels }) => labels.get(at)).find((found) => found !== undefined);
    rows.push([label ?? String(at + 1), ...series.map(({ values }) => values.get(at) ?? "")]);
  }
  blocks.push({ kind: "table", rows, headRows: 1 });
  return blocks;
}

function points(element: Element | undefined): Map<number, string> {
  const found = new Map<number, string>();
  for (const point of descendants(element, "pt")) {
    const index = Number(attribute(point, "idx"));
    if (Number.isInteger(index) && index < MAX_POINTS && !found.has(index))
      found.set(index, tidyCell(all(point, "v").map(textOf).join("")));
  }
  return found;
}
