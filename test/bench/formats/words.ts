/** Words and numbers of a text; "H2O" and "H 2 O" are the same. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/\p{L}+|\p{N}+/gu) ?? []
  );
}

/** Markdown → what it shows: no addresses of links, no comments, no escapes, no names of LaTeX's commands. */
export function shownOf(markdown: string): string {
  return markdown
    .replace(/<!--[^>]*-->/g, " ")
    .replace(/\[author: ([^\]]*?) \(\w+\), time: [^\]]*\]/g, "$1")
    .replace(/!?\[((?:[^[\]]|\[[^[\]]*\])*)\]\([^)\s]*\)/g, "$1")
    .replace(/\\(?:genfrac|begin|end)\{[^}]*\}/g, " ")
    .replace(/\\([a-z]+)/gi, (whole, name: string) =>
      GREEK.has(name.toLowerCase()) ? (GREEK.get(name.toLowerCase()) ?? "") : name.length > 1 ? " " : whole,
    )
    .replace(/\\(.)/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

const GREEK = new Map(
  Object.entries({ pi: "π", alpha: "α", beta: "β", sigma: "σ", mu: "μ", infty: "∞", cos: "cos", sin: "sin", ln: "ln" }),
);

/** Share of the expected words that are there, each as often as it is there. */
export function found(expected: string[], read: string[]): number {
  if (expected.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of read) left.set(word, (left.get(word) ?? 0) + 1);
  let count = 0;
  for (const word of expected) {
    const times = left.get(word) ?? 0;
    if (times === 0) continue;
    left.set(word, times - 1);
    count++;
  }
  return count / expected.length;
}

/** Longest common subsequence over the number of expected words. */
export function inOrder(expected: string[], read: string[]): number {
  if (expected.length === 0) return 1;
  let before = new Uint32Array(read.length + 1);
  for (const word of expected) {
    const now = new Uint32Array(read.length + 1);
    for (let at = 0; at < read.length; at++)
      now[at + 1] = read[at] === word ? (before[at] ?? 0) + 1 : Math.max(before[at + 1] ?? 0, now[at] ?? 0);
    before = now;
  }
  return (before[read.length] ?? 0) / expected.length;
}

/** Tables of Markdown as rows of cells. */
export function tablesOf(markdown: string): string[][][] {
  const tables: string[][][] = [];
  let open: string[][] | null = null;
  for (const line of markdown.split("\n")) {
    if (!line.trim().startsWith("|")) {
      open = null;
      continue;
    }
    const cells = line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => key(shownOf(cell)));
    if (cells.every((cell) => cell === "") && /^[\s|:-]+$/.test(line)) continue;
    if (open === null) {
      open = [];
      tables.push(open);
    }
    open.push(cells);
  }
  return tables;
}

export const key = (cell: string): string => wordsOf(cell).join(" ");

/** Pairs "cell → cell to its right" and "cell → cell below it", both filled; merged cells that Markdown repeats are one. */
export function neighbours(tables: string[][][]): string[] {
  return tables.flatMap((rows) =>
    rows.flatMap((row, y) =>
      row.flatMap((cell, x) => {
        const pairs: string[] = [];
        if (cell === "") return pairs;
        const right = row.slice(x + 1).find((other) => other !== "" && other !== cell);
        if (right !== undefined && row[x - 1] !== cell) pairs.push(`${cell} → ${right}`);
        const below = rows
          .slice(y + 1)
          .map((next) => next[x] ?? "")
          .find((other) => other !== "" && other !== cell);
        if (below !== undefined && rows[y - 1]?.[x] !== cell) pairs.push(`${cell} ↓ ${below}`);
        return pairs;
      }),
    ),
  );
}

/** Words of expected Markdown, where a merged cell that it repeats along its row or column counts once. */
export function wordsOfMarkdown(markdown: string): string[] {
  let above: string[] = [];
  const lines = markdown.split("\n").map((line) => {
    if (!line.trim().startsWith("|")) {
      above = [];
      return line;
    }
    if (/^[\s|:-]+$/.test(line)) return "";
    const cells = line
      .trim()
      .replace(/^\||\|$/g, "")
      .split(/(?<!\\)\|/);
    const once = cells.filter((cell, x) => cell.trim() !== cells[x - 1]?.trim() && cell.trim() !== above[x]?.trim());
    above = cells;
    return once.join(" | ");
  });
  return wordsOf(shownOf(lines.join("\n")));
}
