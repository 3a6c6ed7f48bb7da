// ../../try.ts
import { readFileSync } from "node:fs";

// lib/parse/pdfium/module.ts
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { init } from "@embedpdf/pdfium";
var LONGEST_STRING = 1 << 20;
async function loadPdfium() {
  const file = createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm");
  const binary = await readFile(file);
  const api = await init({ wasmBinary: new Uint8Array(binary).buffer });
  api.PDFiumExt_Init();
  const memory = api.pdfium;
  const { malloc, free } = memory.wasmExports;
  return {
    api,
    calls: {
      countChars: exported(memory.wasmExports, "FPDFText_CountChars"),
      unicode: exported(memory.wasmExports, "FPDFText_GetUnicode"),
      isGenerated: exported(memory.wasmExports, "FPDFText_IsGenerated"),
      isHyphen: exported(memory.wasmExports, "FPDFText_IsHyphen"),
      hasMapError: exported(memory.wasmExports, "FPDFText_HasUnicodeMapError"),
      looseBox: exported(memory.wasmExports, "FPDFText_GetLooseCharBox"),
      origin: exported(memory.wasmExports, "FPDFText_GetCharOrigin"),
      textObject: exported(memory.wasmExports, "FPDFText_GetTextObject"),
      renderMode: exported(memory.wasmExports, "FPDFTextObj_GetTextRenderMode"),
      fontSize: exported(memory.wasmExports, "FPDFText_GetFontSize"),
      matrix: exported(memory.wasmExports, "FPDFText_GetMatrix")
    },
    scratch: malloc(128),
    allocate: malloc,
    free,
    bytes: () => view(memory, "HEAPU8", Uint8Array),
    floats: () => view(memory, "HEAPF32", Float32Array),
    doubles: () => view(memory, "HEAPF64", Float64Array),
    readString(fill) {
      const length = fill(0, 0);
      if (length <= 2 || length > LONGEST_STRING) return "";
      const buffer = malloc(length + 2);
      try {
        fill(buffer, length);
        return memory.UTF16ToString(buffer, length);
      } finally {
        free(buffer);
      }
    }
  };
}
function exported(exports, name) {
  const found = Reflect.get(exports, name);
  if (!isWasmFunction(found)) throw new Error(`PDFium has no ${name}`);
  return found;
}
function isWasmFunction(value) {
  return typeof value === "function";
}
function view(memory, name, kind) {
  const found = Reflect.get(memory, name);
  if (!(found instanceof kind)) throw new Error(`PDFium has no ${name}`);
  return found;
}

// lib/parse/layout/run.ts
var CELL_GAP = 0.9;
var CELL_GAP_POINTS = 6;
var CELL_SPACES = 4;
var SAME_BASE = 0.1;
var SAME_LINE = 0.35;
function toRuns(glyphs) {
  const runs = [];
  let last;
  let before;
  for (const glyph of glyphs) {
    if (last !== void 0 && before !== void 0 && follows(last, before, glyph)) {
      last.glyphs.push(glyph);
      last.start = Math.min(last.start, glyph.along);
      last.end = Math.max(last.end, glyph.end);
    } else {
      const { direction, along: start, end, base, size } = glyph;
      last = { glyphs: [glyph], direction, start, end, base, size };
      runs.push(last);
    }
    before = glyph;
  }
  return runs;
}
function follows(run, before, glyph) {
  const size = Math.min(run.size, glyph.size);
  if (glyph.direction !== run.direction || Math.abs(glyph.base - run.base) > SAME_BASE * size) return false;
  if (Math.max(run.size, glyph.size) > 1.3 * size) return false;
  const gap = glyph.along >= before.along ? glyph.along - before.end : before.along - glyph.end;
  if (gap < -0.6 * size) return false;
  return !isCellGap(gap, glyph.spaces, size);
}
function isCellGap(gap, spaces, size) {
  if (spaces >= CELL_SPACES) return true;
  const least = Math.max(CELL_GAP * size, CELL_GAP_POINTS);
  return gap > (spaces >= 1 ? 2 * least : least);
}
function toLines(runs) {
  const lines = [];
  for (const run of runs) {
    const last = lines.at(-1);
    if (last !== void 0 && isBeside(last, run)) {
      last.runs.push(run);
      if (run.size > last.size) Object.assign(last, { size: run.size, base: run.base });
    } else lines.push({ runs: [run], direction: run.direction, base: run.base, size: run.size });
  }
  for (const line of lines) line.runs.sort((a, b) => a.start - b.start);
  return lines;
}
function isBeside(line, run) {
  const size = Math.max(line.size, run.size);
  if (line.direction !== run.direction || Math.abs(line.base - run.base) > SAME_LINE * size) return false;
  return line.runs.every((other) => Math.min(other.end, run.end) - Math.max(other.start, run.start) < 0.5 * size);
}
function toLine(runs) {
  const [first] = runs;
  if (first === void 0) return [];
  const tallest = runs.reduce((best, run) => run.size > best.size ? run : best, first);
  return [{ runs: [...runs], direction: first.direction, base: tallest.base, size: tallest.size }];
}

// lib/parse/layout/columns.ts
var LEAST_LINES = 4;
var PROSE_SHARE = 0.75;
var PROSE = { words: 3, letters: 12 };
var FILLED = 0.75;
function orderColumns(lines) {
  const ordered = [];
  for (let from = 0; from < lines.length; ) {
    const block = columnBlock(lines, from);
    if (block === null) {
      ordered.push(...lines.slice(from, ++from));
      continue;
    }
    const rows = lines.slice(from, from + block.count);
    const left = rows.map((line) => line.runs.filter((run) => run.end <= block.gutter.to));
    const right = rows.map((line) => line.runs.filter((run) => run.end > block.gutter.to));
    ordered.push(...left.flatMap(toLine), ...orderColumns(right.flatMap(toLine)));
    from += block.count;
  }
  return ordered;
}
function columnBlock(lines, from) {
  const first = lines[from];
  if (first === void 0 || first.runs.length < 2) return null;
  for (const candidate of gapsOf(first)) {
    let gutter = candidate;
    let count = 1;
    for (let next = lines[from + count]; next !== void 0; next = lines[from + count]) {
      const shared = continues(lines[from + count - 1], next) ? sharedGap(next, gutter) : null;
      if (shared === null) break;
      gutter = shared;
      count += 1;
    }
    if (count >= LEAST_LINES && isProse(lines.slice(from, from + count), gutter)) return { count, gutter };
  }
  return null;
}
function gapsOf(line) {
  return line.runs.slice(1).map((run, at) => ({ from: line.runs[at]?.end ?? 0, to: run.start }));
}
function continues(above, below) {
  if (above === void 0 || above.direction !== below.direction || below.runs.length < 2) return false;
  const step = below.base - above.base;
  return step > 0 && step < 2.5 * Math.max(above.size, below.size);
}
function sharedGap(line, gutter) {
  for (const gap of gapsOf(line)) {
    const shared = { from: Math.max(gap.from, gutter.from), to: Math.min(gap.to, gutter.to) };
    if (shared.to - shared.from > 0.7 * line.size) return shared;
  }
  return null;
}
function isProse(rows, gutter) {
  const sides = [
    rows.map((line) => line.runs.filter((run) => run.end <= gutter.to)),
    rows.map((line) => line.runs.filter((run) => run.end > gutter.to))
  ];
  return sides.every((cells) => {
    const start = Math.min(...cells.map((runs) => runs[0]?.start ?? 0));
    const end = Math.max(...cells.map((runs) => runs.at(-1)?.end ?? 0));
    const full = cells.filter((runs) => isText(runs)).length;
    const filled = cells.reduce((sum, runs) => sum + (runs.at(-1)?.end ?? start) - start, 0) / cells.length;
    return full >= PROSE_SHARE * cells.length && filled >= FILLED * (end - start);
  });
}
function isText(runs) {
  const glyphs = runs.flatMap((run) => run.glyphs);
  const letters = glyphs.filter(({ text }) => /\p{L}/u.test(text)).length;
  const words = 1 + glyphs.filter(({ spaces }, index) => index > 0 && spaces > 0).length;
  return runs.length === 1 && words >= PROSE.words && letters >= PROSE.letters;
}

// lib/parse/layout/glyph.ts
function place(box, base, direction, page) {
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

// lib/parse/layout/vertical.ts
var CJK = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef\ufe10-\ufe4f]/u;
var LEAST = 3;
function markVertical(glyphs, page) {
  const marked = [...glyphs];
  for (let from = 0; from < marked.length; ) {
    let to = from + 1;
    while (to < marked.length && isBelow(marked[to - 1], marked[to])) to += 1;
    if (to - from >= LEAST)
      for (let index = from; index < to; index++) {
        const glyph = marked[index];
        if (glyph === void 0) continue;
        const middle2 = { x: glyph.x + glyph.width / 2, y: glyph.y };
        marked[index] = { ...glyph, direction: 1, spaces: index === from ? glyph.spaces : 0, ...place(glyph, middle2, 1, page) };
      }
    from = to;
  }
  return marked;
}
function isBelow(above, below) {
  if (above === void 0 || below === void 0 || above.direction !== 0 || below.direction !== 0) return false;
  if (!CJK.test(above.text) || !CJK.test(below.text)) return false;
  const step = below.base - above.base;
  const aside = Math.abs(below.x + below.width / 2 - above.x - above.width / 2);
  return step > 0.6 * above.size && step < 1.35 * above.size && aside < 0.35 * above.size;
}

// lib/parse/layout/hyphens.ts
var COMPOUND_TAILS = new Set(
  "term based free related wide driven like sized style to of in up by and the art mail day year month week house hand made known being line site".split(" ")
);
var HYPHEN = /^[-\u2010\u00ad]$/;
var SMALL = /^\p{Ll}/u;
var LETTER = /^\p{L}/u;
function jointOf(line, next, compounds) {
  const last = line.at(-1);
  if (last === void 0 || !HYPHEN.test(last.text) || line.length < 2 || last.spaces > 0) return "apart";
  const left = lastWord(line.slice(0, -1));
  const right = firstWord(next);
  if (left === "" || right === "") return "apart";
  const leftEnd = [...left].at(-1) ?? "";
  if (!LETTER.test(leftEnd) || !SMALL.test(right)) return /^[\p{L}\p{N}]/u.test(right) && /[\p{L}\p{N}]/u.test(leftEnd) && last.text !== "\xAD" ? "hyphenated" : "apart";
  const parts = left.split(/[-\u2010]/);
  const half = parts.at(-1) ?? "";
  if (parts.length > 1 || [...half].length < 2) return "hyphenated";
  if (compounds.has(`${half}-${right}`.toLowerCase()) || COMPOUND_TAILS.has(right.toLowerCase())) return "hyphenated";
  return "joined";
}
function compoundsOf(line, found) {
  const text = line.map((glyph, index) => (index > 0 && glyph.spaces > 0 ? " " : "") + glyph.text).join("");
  if (!text.includes("-")) return;
  for (const word2 of text.split(/[^\p{L}-]/u)) {
    const parts = word2.toLowerCase().split("-");
    for (let at = 1; at < parts.length; at++)
      if (parts[at - 1] !== "" && parts[at] !== "") found.add(`${parts[at - 1]}-${parts[at]}`);
  }
}
function drawnHyphens(line) {
  line.forEach((glyph, index) => {
    if (glyph.text !== "\xAD" || index === 0 || index === line.length - 1 || glyph.width < 0.5) return;
    const beside = `${line[index - 1]?.text ?? ""}${line[index + 1]?.text ?? ""}`;
    if (/[\p{N}\p{Lu}]/u.test(beside)) glyph.text = "-";
  });
}
function lastWord(line) {
  let from = line.length - 1;
  while (from > 0 && (line[from]?.spaces ?? 0) === 0) from -= 1;
  return word(line.slice(Math.max(0, from)));
}
function firstWord(line) {
  let to = 1;
  while (to < line.length && (line[to]?.spaces ?? 0) === 0) to += 1;
  const [match = ""] = /^[\p{L}\p{N}\p{M}]+/u.exec(word(line.slice(0, to))) ?? [];
  return match;
}
function word(glyphs) {
  return glyphs.map(({ text }) => text).join("");
}

// lib/parse/layout/compose.ts
function compose(lines, compounds = /* @__PURE__ */ new Set()) {
  const rows = lines.map((line) => line.runs.flatMap(({ glyphs }) => glyphs));
  for (const row of rows) compoundsOf(row, compounds);
  const out = createWriter();
  lines.forEach((line, index) => {
    const row = rows[index] ?? [];
    const next = lines[index + 1];
    const joint = next !== void 0 && next.direction === line.direction && next.base > line.base ? jointOf(row, rows[index + 1] ?? [], compounds) : "apart";
    const cellStarts = new Set(line.runs.slice(1).map(({ glyphs }) => glyphs[0]));
    row.forEach((glyph, at) => {
      const before = row[at - 1];
      if (before !== void 0) out.gap(gapBetween(before, glyph, cellStarts.has(glyph)));
      if (joint === "joined" && at === row.length - 1) return;
      out.glyph(glyph);
    });
    out.endLine(joint);
  });
  return out.result();
}
function gapBetween(before, glyph, newRun) {
  const size = Math.min(before.size, glyph.size);
  const gap = Math.max(glyph.along - before.end, before.along - glyph.end);
  if (newRun && isCellGap(gap, glyph.spaces, size)) return "	";
  if (glyph.spaces < 1 && gap < size && CJK.test(before.text) && CJK.test(glyph.text)) return "";
  return glyph.spaces > 0 || newRun && gap > 0.2 * size ? " " : "";
}
function createWriter() {
  const pieces = [];
  const words = [];
  let length = 0;
  let open = null;
  let owed = false;
  const write = (text) => {
    pieces.push(text);
    length += text.length;
  };
  const close = () => {
    if (open !== null) words.push(open);
    open = null;
  };
  return {
    gap(gap) {
      if (gap === "") return;
      close();
      write(owed ? "\n" : gap);
      owed = false;
    },
    glyph(glyph) {
      const { x, y, width, height } = glyph;
      if (open === null) open = { start: length, end: length, x, y, width, height };
      const right = Math.max(open.x + open.width, x + width);
      const bottom = Math.max(open.y + open.height, y + height);
      open.x = Math.min(open.x, x);
      open.y = Math.min(open.y, y);
      open.width = right - open.x;
      open.height = bottom - open.y;
      write(glyph.text);
      open.end = length;
    },
    endLine(joint) {
      close();
      if (joint === "apart") write("\n");
      owed = joint !== "apart";
    },
    result() {
      close();
      return { text: pieces.join("").trimEnd(), words };
    }
  };
}

// lib/parse/layout/duplicates.ts
var CELL = 12;
var SHARE = 0.6;
var SIZES = 1.6;
var MOST_NEAR = 40;
function dropDuplicates(glyphs) {
  const hidden = glyphs.filter((glyph) => glyph.hidden);
  const order = hidden.length === 0 ? glyphs : [...glyphs.filter((glyph) => !glyph.hidden), ...hidden];
  const grid = /* @__PURE__ */ new Map();
  const copies = /* @__PURE__ */ new Set();
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
function add(grid, glyph) {
  const key = cellOf(glyph.x + glyph.width / 2, glyph.y + glyph.height / 2);
  const cell = grid.get(key);
  if (cell === void 0) grid.set(key, [glyph]);
  else if (cell.length < MOST_NEAR) cell.push(glyph);
}
function cellOf(x, y) {
  return Math.floor(x / CELL) * 65536 + Math.floor(y / CELL);
}
function isOver(grid, glyph) {
  const x = glyph.x + glyph.width / 2;
  const y = glyph.y + glyph.height / 2;
  for (const dx of [-CELL, 0, CELL])
    for (const dy of [-CELL, 0, CELL])
      for (const other of grid.get(cellOf(x + dx, y + dy)) ?? []) if (covers(other, glyph, x, y)) return true;
  return false;
}
function covers(other, glyph, x, y) {
  if (other.direction !== glyph.direction) return false;
  if (Math.max(other.size, glyph.size) > SIZES * Math.min(other.size, glyph.size)) return false;
  const [dx, dy] = [Math.abs(x - other.x - other.width / 2), Math.abs(y - other.y - other.height / 2)];
  return dx < 0.5 * other.width && dy < 0.35 * other.size && Math.abs(other.base - glyph.base) < 0.3 * other.size;
}

// lib/parse/layout/letter-spacing.ts
var LEAST2 = 5;
var WORD_GAP = 1.5;
function joinSpacedLetters(lines) {
  for (const line of lines) {
    for (const { glyphs } of line.runs) {
      for (let from = 0; from < glyphs.length; ) {
        let to = from + 1;
        while (to < glyphs.length && standsAlone(glyphs, to)) to += 1;
        if (to - from >= LEAST2 && isApart(glyphs, from)) join(glyphs.slice(from, to));
        from = to;
      }
    }
  }
}
function isApart(glyphs, index) {
  return index === 0 || (glyphs[index]?.spaces ?? 0) > 0;
}
function standsAlone(glyphs, index) {
  return (glyphs[index]?.spaces ?? 0) > 0;
}
function join(letters) {
  const telling = letters.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).length;
  if (telling < LEAST2) return;
  const gaps = letters.slice(1).map((glyph, at) => glyph.along - (letters[at]?.end ?? 0));
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length * 0.4)] ?? 0;
  letters.slice(1).forEach((glyph, at) => {
    const size = Math.max(glyph.size, 1);
    if ((gaps[at] ?? 0) <= usual * WORD_GAP + 0.03 * size) glyph.spaces = 0;
  });
}

// lib/parse/layout/right-to-left.ts
var RTL = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
var LTR = /[\p{L}\p{N}]/u;
var INSIDE = /^[.,:/\-–+%€$£#&'’@_]$/u;
var SPACE = 0.15;
var OPENING = "([{<\xAB";
var CLOSING = ")]}>\xBB";
function orderRightToLeft(lines) {
  for (const line of lines) {
    if (!line.runs.some((run) => run.glyphs.some(({ text }) => RTL.test(text)))) continue;
    const glyphs = line.runs.flatMap((run) => run.glyphs);
    const rtl = glyphs.filter(({ text }) => RTL.test(text)).length;
    const ltr = glyphs.filter(({ text }) => /\p{L}/u.test(text) && !RTL.test(text)).length;
    const ordered = reorder(glyphs, rtl >= ltr);
    for (const glyph of ordered) glyph.text = logicalForm(glyph.text);
    if (rtl >= ltr) pairBrackets(ordered);
    const [first] = line.runs;
    if (first === void 0) continue;
    line.runs = [{ ...first, glyphs: ordered, start: Math.min(...line.runs.map(({ start }) => start)), end: Math.max(...line.runs.map(({ end }) => end)) }];
  }
}
function reorder(glyphs, rightToLeft) {
  const sorted = [...glyphs].sort((a, b) => rightToLeft ? middle(b) - middle(a) : middle(a) - middle(b));
  const items = withSpaces(sorted);
  const inner = (item) => item !== void 0 && item !== "space" && (rightToLeft ? LTR.test(item.text) : true) && RTL.test(item.text) !== rightToLeft;
  const result = [];
  for (let from = 0; from < items.length; ) {
    if (!inner(items[from])) {
      result.push(...items.slice(from, ++from));
      continue;
    }
    let to = from + 1;
    for (let ahead = to; ahead < items.length; ahead++) {
      const item = items[ahead];
      if (inner(item)) to = ahead + 1;
      else if (!(item === "space" ? isWordy(items[ahead - 1], items[ahead + 1]) : INSIDE.test(item?.text ?? ""))) break;
    }
    result.push(...items.slice(from, to).reverse());
    from = to;
  }
  return takeSpaces(result);
}
function middle(glyph) {
  return glyph.along + (glyph.end - glyph.along) / 2;
}
function isWordy(left, right) {
  return [left, right].some((item) => item !== void 0 && item !== "space" && /\p{L}/u.test(item.text));
}
function withSpaces(sorted) {
  return sorted.flatMap((glyph, index) => {
    const before = sorted[index - 1];
    if (before === void 0) return [glyph];
    const gap = Math.max(glyph.along - before.end, before.along - glyph.end);
    return gap > SPACE * glyph.size ? ["space", glyph] : [glyph];
  });
}
function takeSpaces(items) {
  const glyphs = [];
  let spaces = 0;
  for (const item of items) {
    if (item === "space") spaces = 1;
    else {
      item.spaces = spaces;
      glyphs.push(item);
      spaces = 0;
    }
  }
  return glyphs;
}
function logicalForm(text) {
  return /[\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufeff]/.test(text) ? text.normalize("NFKC") : text;
}
function pairBrackets(glyphs) {
  const brackets = glyphs.filter(({ text }) => OPENING.includes(text) || CLOSING.includes(text));
  let open = 0;
  for (const glyph of brackets) {
    const kind = Math.max(OPENING.indexOf(glyph.text), CLOSING.indexOf(glyph.text));
    const opens = open === 0;
    open += opens ? 1 : -1;
    if (brackets.length % 2 === 0) glyph.text = (opens ? OPENING : CLOSING).charAt(kind);
  }
}

// lib/parse/layout/superscripts.ts
var SUPER = new Map([..."0123456789+-=()"].map((plain, at) => [plain, [..."\u2070\xB9\xB2\xB3\u2074\u2075\u2076\u2077\u2078\u2079\u207A\u207B\u207C\u207D\u207E"][at] ?? plain]));
var SUB = new Map([..."0123456789+-=()"].map((plain, at) => [plain, [..."\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u208A\u208B\u208C\u208D\u208E"][at] ?? plain]));
var LONGEST = 8;
var SMALLER = 0.85;
var RAISED = { least: 0.12, most: 0.75 };
var LOWERED = { least: 0.05, most: 0.4 };
function setApartMarkers(runs) {
  runs.forEach((run, index) => {
    if (run.glyphs.length > LONGEST) return;
    const before = runs[index - 1];
    const after = runs[index + 1];
    const text = run.glyphs.map((glyph) => glyph.text).join("");
    if (before !== void 0 && isNextTo(before, run)) {
      const kind = kindOf(run, before);
      if (kind !== null) {
        mark(run, before, kind, text);
        run.base = before.base;
      }
    } else if (after !== void 0 && isNextTo(run, after)) {
      if (kindOf(run, after) === "super" && /^[\d,*†‡]+$/.test(text)) {
        translate(run, SUPER);
        run.base = after.base;
        const first = after.glyphs[0];
        if (first !== void 0) first.spaces = Math.max(first.spaces, 0.5);
      }
    }
  });
}
function isNextTo(left, right) {
  if (left.direction !== right.direction) return false;
  const gap = right.start - left.end;
  const size = Math.max(left.size, right.size);
  return gap > -0.35 * size && gap < 0.6 * size;
}
function kindOf(run, line) {
  if (run.size > SMALLER * line.size) return null;
  const up = (line.base - run.base) / line.size;
  if (up > RAISED.least && up < RAISED.most) return "super";
  if (-up > LOWERED.least && -up < LOWERED.most) return "sub";
  return null;
}
function mark(run, before, kind, text) {
  const line = before.glyphs.map((glyph) => glyph.text).join("");
  const first = run.glyphs[0];
  if (first === void 0) return;
  if (/^[\d+\-−–=(),*†‡§¶[\]]+$/.test(text)) {
    translate(run, kind === "super" ? SUPER : SUB);
    if (/(?:[\d%)\]]|\p{L}{3})[.,;:]?["'”’]?$/u.test(line) && !(kind === "sub" && !/\d$/.test(line))) first.spaces = Math.max(first.spaces, 0.5);
  } else if (/\d$/.test(line) && !/^(?:st|nd|rd|th|er|re|e|ème|o|a|º|ª|°|°C|°F|%)$/i.test(text)) {
    first.spaces = Math.max(first.spaces, 0.5);
  }
}
function translate(run, table) {
  for (const glyph of run.glyphs) glyph.text = table.get(glyph.text === "\u2212" || glyph.text === "\u2013" ? "-" : glyph.text) ?? glyph.text;
}

// lib/parse/layout/index.ts
function layOutPage(glyphs, size, compounds) {
  const runs = toRuns(markVertical(dropDuplicates(glyphs), size));
  for (const run of runs) drawnHyphens(run.glyphs);
  setApartMarkers(runs);
  const lines = toLines(runs);
  joinSpacedLetters(lines);
  orderRightToLeft(lines);
  return compose(orderColumns(lines), compounds);
}

// lib/parse/pdfium/read-glyphs.ts
var INVISIBLE_MODE = 3;
var LINE_END_HYPHEN = 2;
var MOST_GLYPHS = 4e5;
function readGlyphs(pdfium2, page) {
  const { api, calls } = pdfium2;
  const frame = frameOf(pdfium2, page);
  const text = api.FPDFText_LoadPage(page);
  const result = { glyphs: [], size: frame.size, unmapped: 0, cut: false };
  if (text === 0) return result;
  try {
    const total = calls.countChars(text);
    const count = Math.min(total, MOST_GLYPHS);
    result.cut = total > count;
    let spaces = 0;
    let object = 0;
    let hidden = false;
    let turned = { direction: 0, size: 1 };
    for (let index = 0; index < count; index++) {
      const code = calls.unicode(text, index);
      const generated = calls.isGenerated(text, index) === 1;
      if (generated && code !== LINE_END_HYPHEN) {
        spaces = Math.max(spaces, 0.5);
        continue;
      }
      const own = calls.textObject(text, index);
      if (own !== object || own === 0) {
        object = own;
        hidden = own !== 0 && calls.renderMode(own) === INVISIBLE_MODE;
        turned = turnedOf(pdfium2, text, index, frame.turns);
      }
      const character = characterOf(code);
      if (character === null || calls.hasMapError(text, index) === 1) result.unmapped += 1;
      if (character !== null && /^[\s\u200b]$/.test(character)) {
        spaces = Math.floor(spaces) + 1;
        continue;
      }
      const breaks = code === LINE_END_HYPHEN || code === 173 && calls.isHyphen(text, index) === 1;
      const glyph = readGlyph(pdfium2, text, index, frame, turned);
      if (glyph === null) continue;
      result.glyphs.push({ ...glyph, text: breaks ? "-" : character ?? "\uFFFD", object, spaces, hidden, breaks });
      spaces = 0;
    }
  } finally {
    api.FPDFText_ClosePage(text);
  }
  return result;
}
function characterOf(code) {
  if (code === LINE_END_HYPHEN) return "-";
  if (code === 9 || code === 10 || code === 13) return " ";
  if (code < 32 || code >= 127 && code < 160 || code >= 55296 && code < 57344) return null;
  if (code === 65534 || code === 65535 || code > 1114111) return null;
  return String.fromCodePoint(code);
}
function readGlyph(pdfium2, text, index, frame, { direction, size }) {
  const { calls, scratch } = pdfium2;
  if (calls.looseBox(text, index, scratch) === 0) return null;
  const at = scratch >> 2;
  const floats = pdfium2.floats();
  const [left = 0, top = 0, right = 0, bottom = 0] = [floats[at], floats[at + 1], floats[at + 2], floats[at + 3]];
  calls.origin(text, index, scratch, scratch + 8);
  const doubles = pdfium2.doubles();
  const [originX = 0, originY = 0] = [doubles[scratch >> 3], doubles[(scratch >> 3) + 1]];
  const [x1, y1] = [frame.toX(left, top), frame.toY(left, top)];
  const [x2, y2] = [frame.toX(right, bottom), frame.toY(right, bottom)];
  const box = { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x1 - x2), height: Math.abs(y1 - y2) };
  if (![box.x, box.y, box.width, box.height, originX, originY].every(Number.isFinite)) return null;
  const base = { x: frame.toX(originX, originY), y: frame.toY(originX, originY) };
  return { ...withinLine(box, base, direction, size), direction, size, ...place(box, base, direction, frame.size) };
}
var ABOVE = 0.95;
var BELOW = 0.28;
function withinLine(box, base, direction, size) {
  const { x, y, width, height } = box;
  const cut = (from, length, low, high) => {
    const start2 = Math.max(from, low);
    const end = Math.min(from + length, high);
    return end > start2 ? [start2, end - start2] : [from, length];
  };
  const [above, below] = [ABOVE * size, BELOW * size];
  if (direction % 2 === 0) {
    const [up, down] = direction === 0 ? [above, below] : [below, above];
    const [top, tall] = cut(y, height, base.y - up, base.y + down);
    return { x, y: top, width, height: tall };
  }
  const [left, right] = direction === 1 ? [below, above] : [above, below];
  const [start, wide] = cut(x, width, base.x - left, base.x + right);
  return { x: start, y, width: wide, height };
}
function turnedOf(pdfium2, text, index, turns) {
  const { calls, scratch } = pdfium2;
  const size = calls.fontSize(text, index);
  if (calls.matrix(text, index, scratch) === 0) return { direction: turns, size };
  const at = scratch >> 2;
  const floats = pdfium2.floats();
  const [a = 1, b = 0, c = 0, d = 1] = [floats[at], floats[at + 1], floats[at + 2], floats[at + 3]];
  const quarter = Math.round(Math.atan2(-b, a) / (Math.PI / 2));
  const scaled = size * Math.hypot(c, d);
  return { direction: asDirection(quarter + turns), size: scaled > 0 && Number.isFinite(scaled) ? scaled : 1 };
}
function asDirection(turns) {
  const turned = (turns % 4 + 4) % 4;
  return turned === 1 || turned === 2 || turned === 3 ? turned : 0;
}
function frameOf(pdfium2, page) {
  const { api, scratch } = pdfium2;
  const turns = asDirection(api.FPDFPage_GetRotation(page));
  const size = { width: api.FPDF_GetPageWidthF(page), height: api.FPDF_GetPageHeightF(page) };
  api.FPDF_GetPageBoundingBox(page, scratch);
  const at = scratch >> 2;
  const floats = pdfium2.floats();
  const [left = 0, top = 0, right = 0, bottom = 0] = [floats[at], floats[at + 1], floats[at + 2], floats[at + 3]];
  const byTurns = {
    0: { toX: (x) => x - left, toY: (_, y) => top - y },
    1: { toX: (_, y) => y - bottom, toY: (x) => x - left },
    2: { toX: (x) => right - x, toY: (_, y) => y - bottom },
    3: { toX: (_, y) => top - y, toY: (x) => right - x }
  };
  return { size, turns, ...byTurns[turns] };
}

// lib/parse/pdfium/open-pdfium.ts
function openPdfium(pdfium2, bytes) {
  const { api } = pdfium2;
  const memory = pdfium2.allocate(bytes.length);
  if (memory === 0) return null;
  pdfium2.bytes().set(bytes, memory);
  const document = api.FPDF_LoadMemDocument(memory, bytes.length, "");
  if (document === 0) {
    pdfium2.free(memory);
    return null;
  }
  const compounds = /* @__PURE__ */ new Set();
  return {
    pagesTotal: api.FPDF_GetPageCount(document),
    readPage(number) {
      const page = api.FPDF_LoadPage(document, number - 1);
      if (page === 0) throw new Error("PDFium cannot load this page");
      try {
        const { glyphs, size, unmapped, cut } = readGlyphs(pdfium2, page);
        const { text, words } = layOutPage(glyphs, size, compounds);
        const warnings = [];
        if (unmapped > 0) warnings.push(unreadable(unmapped));
        if (cut) warnings.push("It holds more characters than are read from one page; the rest was left out.");
        const label = labelOf(pdfium2, document, number);
        return { text, ...size, words, warnings, ...label === null ? {} : { label } };
      } finally {
        api.FPDF_ClosePage(page);
      }
    },
    close() {
      api.FPDF_CloseDocument(document);
      pdfium2.free(memory);
    }
  };
}
function unreadable(letters) {
  return `${letters} ${letters === 1 ? "character is" : "characters are"} drawn with a font that doesn't say which letters they are, so words may be wrong.`;
}
var LONGEST_LABEL = 40;
function labelOf(pdfium2, document, number) {
  const raw = pdfium2.readString((buffer, length) => pdfium2.api.FPDF_GetPageLabel(document, number - 1, buffer, length));
  const label = raw.replace(/[\p{C}\s]+/gu, " ").trim().slice(0, LONGEST_LABEL);
  return label === "" || label === String(number) ? null : label;
}

// ../../try.ts
var pdfium = await loadPdfium();
for (const f of process.argv.slice(2)) {
  const d = openPdfium(pdfium, readFileSync(f));
  if (!d) {
    console.log(f, "null");
    continue;
  }
  for (let p = 1; p <= Math.min(d.pagesTotal, Number(process.env.PAGES ?? 2)); p++) {
    const r = d.readPage(p);
    const { text, words, ...rest } = r;
    console.log("==", f.split("/").pop(), p, JSON.stringify(rest));
    console.log(process.env.RAW ? JSON.stringify(text) : text.slice(0, 1500));
    if (process.env.WORDS) console.log(words.slice(0, 8));
  }
  d.close();
}
