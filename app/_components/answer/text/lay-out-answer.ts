import type { Sentence } from "../../../../lib/base/types.ts";

/** A run of like characters; `sentence` is an index into the sentences given, or null between them. */
export interface TextRun {
  kind: "text";
  /** Offset in the answer's text; with `n` of a marker it names the run. */
  at: number;
  text: string;
  bold: boolean;
  code: boolean;
  sentence: number | null;
}

/** A citation's place. `matched`: the model did not write it, the code found the source. */
export interface MarkerRun {
  kind: "marker";
  at: number;
  n: number;
  matched: boolean;
}

export type Run = TextRun | MarkerRun;

export interface Block {
  kind: "paragraph" | "item" | "heading" | "code";
  /** Offset in the answer's text. */
  start: number;
  /** "1." or "•" before an item. */
  bullet: string | null;
  runs: Run[];
}

interface Line {
  kind: Block["kind"];
  bullet: string | null;
  start: number;
  end: number;
}

/**
 * An answer's text as blocks of runs: light Markdown (paragraphs, lists, headings, fences, bold, code), markers `[n]` of
 * known numbers as places of citations, and each sentence's citations that have no marker placed at its end. Nothing
 * becomes HTML; what is not understood stays as it was written.
 */
export function layOutAnswer(text: string, sentences: Sentence[], known: ReadonlySet<number>): Block[] {
  const added = unwritten(text, sentences, known);
  return blocksOf(text).map(({ kind, bullet, start, end }) => ({
    kind,
    start,
    bullet,
    runs: kind === "code" ? [plain(text, start, end, null)] : runsOf(text, start, end, sentences, known, added),
  }));
}

const plain = (text: string, from: number, to: number, sentence: number | null): TextRun => ({
  kind: "text",
  at: from,
  text: text.slice(from, to),
  bold: false,
  code: false,
  sentence,
});

/** Citations without a marker in the text, by the offset where they belong. */
function unwritten(text: string, sentences: Sentence[], known: ReadonlySet<number>): Map<number, MarkerRun[]> {
  const places = new Map<number, MarkerRun[]>();
  sentences.forEach((sentence, index) => {
    const until = sentences[index + 1]?.start ?? text.length;
    const written = new Set(
      [...text.slice(sentence.start, until).matchAll(/\[(\d{1,3})\]/g)].map(([, n]) => Number(n)),
    );
    const missing = sentence.citations.filter((n) => known.has(n) && !written.has(n));
    const end = sentence.start + text.slice(sentence.start, sentence.end).trimEnd().length;
    if (missing.length > 0)
      places.set(
        end,
        missing.map((n) => ({ kind: "marker", at: end, n, matched: true })),
      );
  });
  return places;
}

function blocksOf(text: string): Line[] {
  const blocks: Line[] = [];
  let open: Line | null = null;
  let offset = 0;
  for (const line of text.split("\n")) {
    const start = offset;
    const end = offset + line.length;
    offset = end + 1;
    if (open?.kind === "code") {
      if (line.trimStart().startsWith("```")) open = null;
      else open.end = end;
      continue;
    }
    const fence = line.trimStart().startsWith("```");
    const item = /^\s*(?:([-*•])|(\d{1,3}[.)]))\s+/.exec(line);
    const heading = /^#{1,6}\s+/.exec(line);
    if (line.trim() === "") open = null;
    else if (fence) {
      open = { kind: "code", bullet: null, start: offset, end: offset };
      blocks.push(open);
    } else if (item !== null) {
      open = { kind: "item", bullet: item[2] ?? "•", start: start + item[0].length, end };
      blocks.push(open);
    } else if (heading !== null) {
      blocks.push({ kind: "heading", bullet: null, start: start + heading[0].length, end });
      open = null;
    } else if (open === null) {
      open = { kind: "paragraph", bullet: null, start, end };
      blocks.push(open);
    } else open.end = end;
  }
  return blocks.filter((block) => block.end > block.start);
}

function runsOf(
  text: string,
  start: number,
  end: number,
  sentences: Sentence[],
  known: ReadonlySet<number>,
  added: Map<number, MarkerRun[]>,
): Run[] {
  const runs: Run[] = [];
  let bold = false;
  let code = false;
  const say = (from: number, to: number) => {
    for (let at = from; at < to; ) {
      const index = sentences.findIndex((sentence) => at >= sentence.start && at < sentence.end);
      const next = nextCut(sentences, added, at, to);
      runs.push({ ...plain(text, at, next, index === -1 ? null : index), bold, code });
      runs.push(...(added.get(next) ?? []));
      at = next;
    }
  };
  let at = start;
  for (const token of text.slice(start, end).matchAll(/\*\*|`|\s?\[(\d{1,3})\]/g)) {
    const place = start + token.index;
    const n = Number(token[1]);
    const isMarker = token[1] !== undefined && !code && known.has(n);
    if ((token[1] !== undefined && !isMarker) || (token[0] === "**" && code)) continue;
    say(at, place);
    at = place + token[0].length;
    if (isMarker)
      runs.push(
        { kind: "marker", at: place, n, matched: sentenceAt(sentences, place)?.matched ?? false },
        ...(added.get(at) ?? []),
      );
    else if (token[0] === "`") code = !code;
    else bold = !bold;
  }
  say(at, end);
  return runs;
}

const sentenceAt = (sentences: Sentence[], at: number) => sentences.findLast((sentence) => sentence.start <= at);

/** The next offset after `at` where a sentence begins or ends or a citation is added, at most `to`. */
function nextCut(sentences: Sentence[], added: Map<number, MarkerRun[]>, at: number, to: number): number {
  let next = to;
  for (const { start, end } of sentences) {
    if (start > at && start < next) next = start;
    if (end > at && end < next) next = end;
  }
  for (const place of added.keys()) if (place > at && place < next) next = place;
  return next;
}
