/**
 * How well each format is read, against Markdown made by others of the same files: words found, their order, and cells of
 * tables that have the right neighbours.
 *
 *   node test/bench/run.mjs formats/index [--files] [--only docx,xlsx] [--missing]
 *
 * FOOTNOTE_SHARED/formats holds the files. `--files` prints each; `--missing` the words that were not found.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { fileKinds, kindOfFile } from "../../../lib/base/file-kinds.ts";
import type { Cell } from "../../../lib/base/types.ts";
import { readOther } from "../../../lib/parse/read-other.ts";
import { found, inOrder, key, neighbours, tablesOf, wordsOf, wordsOfMarkdown } from "./words.ts";

const { values } = parseArgs({
  options: { files: { type: "boolean" }, missing: { type: "boolean" }, only: { type: "string" } },
});
const folder = resolve(process.env.FOOTNOTE_SHARED ?? "../shared", "formats");
const kinds = values.only?.split(",") ?? ["csv", "docx", "html", "md", "odf", "pptx", "xlsx"];
const mean = (figures: number[]) =>
  figures.length === 0 ? Number.NaN : figures.reduce((a, b) => a + b, 0) / figures.length;
const shown = (figure: number) => (Number.isNaN(figure) ? "    –" : figure.toFixed(3));

console.log("format    files  words  order  cells");
for (const kind of kinds) {
  const figures: { words: number; order: number; cells: number }[] = [];
  for (const name of readdirSync(join(folder, kind))) {
    const expected = join(folder, kind, `${name}.expected.md`);
    if (name.endsWith(".expected.md") || !existsSync(expected)) continue;
    const bytes = readFileSync(join(folder, kind, name));
    const told = kindOfFile(bytes.subarray(0, 4096), name);
    const mediaType = fileKinds.find((entry) => entry.kind === told)?.mediaType ?? "";
    const markdown = readFileSync(expected, "utf8");
    const { pages } = await readOther(bytes, mediaType, { readPdf: async () => [] });
    const text = pages.map((page) => `${page.label ?? ""}\n${page.text}`).join("\n");
    const [wanted, read] = [wordsOfMarkdown(markdown), wordsOf(text)];
    const tables = pages.flatMap((page) =>
      (page.blocks ?? []).flatMap(({ cells }) => (cells === undefined ? [] : [rowsOf(cells, page.text)])),
    );
    const pairs = neighbours(tablesOf(markdown));
    const has = new Set(neighbours(tables));
    const figure = {
      words: found(wanted, read),
      order: inOrder(wanted, read),
      cells: pairs.length === 0 ? Number.NaN : pairs.filter((pair) => has.has(pair)).length / pairs.length,
    };
    figures.push(figure);
    if (values.files)
      console.log(`  ${name.padEnd(44)} ${shown(figure.words)}  ${shown(figure.order)}  ${shown(figure.cells)}`);
    if (values.missing) console.log(missing(wanted, read).join(" "));
  }
  const cells = figures.map((figure) => figure.cells).filter((figure) => !Number.isNaN(figure));
  console.log(
    `${kind.padEnd(9)} ${String(figures.length).padStart(5)}  ${shown(mean(figures.map(({ words }) => words)))}  ` +
      `${shown(mean(figures.map(({ order }) => order)))}  ${shown(mean(cells))}`,
  );
}

function rowsOf(cells: Cell[], text: string): string[][] {
  const rows: string[][] = [];
  for (const { row, column, start, end, rowSpan = 1, columnSpan = 1 } of cells)
    for (let down = 0; down < rowSpan; down++)
      for (let across = 0; across < columnSpan; across++) {
        rows[row + down] ??= [];
        const line = rows[row + down] ?? [];
        if (down + across === 0 ? line[column] === undefined || start < end : true)
          line[column + across] = key(text.slice(start, end));
      }
  return rows.map((row) => Array.from(row, (cell) => cell ?? ""));
}

function missing(expected: string[], read: string[]): string[] {
  const left = new Map<string, number>();
  for (const word of read) left.set(word, (left.get(word) ?? 0) + 1);
  return expected.filter((word) => {
    const times = left.get(word) ?? 0;
    left.set(word, times - 1);
    return times <= 0;
  });
}
