/** A citation that the model wrote: the source's number, and where it stood in the text without markers. */
export interface Marker {
  n: number;
  at: number;
}

/** What one piece of the stream adds to the screen. */
export interface ParsedText {
  /** Text without any marker, safe to show. */
  text: string;
  markers: Marker[];
}

export interface CitationParser {
  /** Takes the next piece of the model's text. What may be the beginning of a marker is held back. */
  push(delta: string): ParsedText;
  /** Ends the text; half a marker that is still held back is dropped. */
  end(): ParsedText;
}

const OPEN = "[【［";
const CLOSE = "]】］";
const NAMES = [
  "citation",
  "citations",
  "cite",
  "source",
  "sources",
  "webpage",
  "webpages",
  "passage",
  "passages",
  "ref",
  "reference",
  "document",
  "doc",
  "and",
];
const NAME = new RegExp(`\\b(?:${NAMES.join("|")})\\b`, "gi");
const NUMBERS = /^[\s^#:]*[-+]?\d[\d\s,;:.&+^#–—-]*$/;
/** Longer brackets are text. */
const LONGEST = 80;

/**
 * Reads citations out of a stream: `[1]`, `[1][2]`, `[1, 2]`, `[1-3]`, R1's `[citation:1]`, `【1】`, also when they are
 * split across pieces. Only numbers from 1 to `sourceCount` become markers; others vanish. `<think>` blocks in the text are
 * left out, so that nothing is counted from inside reasoning.
 */
export function createCitationParser(sourceCount: number): CitationParser {
  let held = "";
  let length = 0;
  let last = "\n";
  let thinking = false;
  /** A space was dropped before a marker: given back when a word follows directly. */
  let owed = false;

  function parse(piece: string, final: boolean): ParsedText {
    const result: ParsedText = { text: "", markers: [] };
    const show = (text: string) => {
      let shown = text;
      if (owed && /^[\p{L}\p{N}("“]/u.test(shown)) shown = ` ${shown}`;
      else if (/[\n]$/.test(last) && result.markers.length + length > 0) shown = shown.replace(/^[ \t]+/, "");
      if (text !== "") owed = false;
      if (shown === "") return;
      result.text += shown;
      length += shown.length;
      last = shown.at(-1) ?? last;
    };
    let rest = held + piece;
    held = "";
    while (rest !== "") {
      if (thinking) {
        const close = rest.indexOf("</think>");
        if (close < 0) {
          held = final ? "" : rest.slice(-7);
          break;
        }
        thinking = false;
        rest = rest.slice(close + 8);
        continue;
      }
      const at = findSpecial(rest);
      if (at < 0) {
        show(rest);
        break;
      }
      show(rest.slice(0, at));
      rest = rest.slice(at);
      const found = readSpecial(rest, final);
      if (found === "wait") {
        held = rest;
        break;
      }
      if (found.kind === "think") thinking = true;
      if (found.kind === "marker") {
        for (const n of found.numbers) if (n >= 1 && n <= sourceCount) result.markers.push({ n, at: length });
        owed = owed || /^[ \t]/.test(rest);
      }
      if (found.kind === "text") show(rest.slice(0, found.length));
      rest = rest.slice(found.length);
    }
    return result;
  }

  return { push: (delta) => parse(delta, false), end: () => parse("", true) };
}

type Special =
  | { kind: "text" | "drop" | "think"; length: number }
  | { kind: "marker"; length: number; numbers: number[] };

/** Where the next bracket, with the blanks before it, tag or run of blanks at the end begins; -1 when there is none. */
function findSpecial(text: string): number {
  const mark = text.search(/[[【［<]/);
  if (text.charAt(mark) === "<") return mark;
  let at = mark < 0 ? text.length : mark;
  while (at > 0 && (text.charAt(at - 1) === " " || text.charAt(at - 1) === "\t")) at--;
  return mark < 0 && at === text.length ? -1 : at;
}

/** What stands at the start of `text`, which begins with white space, a bracket or "<". */
function readSpecial(text: string, final: boolean): Special | "wait" {
  if (text.startsWith("<")) return readTag(text, final);
  const space = text.match(/^[ \t]*/)?.[0].length ?? 0;
  // Nothing is held back without end: each piece of the stream would be read from its start again.
  if (space === text.length) return final || space > LONGEST ? { kind: "text", length: space } : "wait";
  let from = space;
  while (OPEN.includes(text.charAt(from)) && from < text.length) from++;
  if (from > LONGEST) return { kind: "text", length: from };
  const close = from + text.slice(from).search(/[\]】］[【［]|$/);
  const inner = text.slice(from, close);
  if (close < text.length && CLOSE.includes(text.charAt(close)) && inner.length <= LONGEST) {
    const numbers = markerNumbers(inner);
    if (numbers === null) return { kind: "text", length: from };
    let end = close;
    // As many brackets as were opened: "[[1]]".
    let open = from - space;
    for (; open > 0 && end < text.length && CLOSE.includes(text.charAt(end)); open--) end++;
    if (open > 0 && end === text.length && !final) return "wait";
    return { kind: "marker", length: end, numbers };
  }
  const viable = close === text.length && inner.length <= LONGEST && mayBecomeMarker(inner);
  if (!viable) return { kind: "text", length: from };
  return final ? { kind: "drop", length: text.length } : "wait";
}

function readTag(text: string, final: boolean): Special | "wait" {
  if (text.startsWith("<think>")) return { kind: "think", length: 7 };
  if (text.startsWith("</think>")) return { kind: "drop", length: 8 };
  const partial = "<think>".startsWith(text) || "</think>".startsWith(text);
  return partial && !final ? "wait" : { kind: "text", length: 1 };
}

/** Wide digits and invisible characters undone, OpenAI's "†source" left out. */
function plainForm(inner: string): string {
  return inner
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/†.*$/s, "");
}

/** The whole numbers that a bracket names, ranges counted out; null when the bracket is ordinary text. */
function markerNumbers(inner: string): number[] | null {
  const plain = plainForm(inner);
  const bare = plain.replace(NAME, " ");
  if (!NUMBERS.test(bare)) {
    // "[citation:1, p. 3]" is a citation too, of its first number.
    const first = plain.match(/^\s*(?:citation|source|webpage)s?\s*[:#]?\s*(\d+)/i)?.[1];
    if (first !== undefined) return [Number(first)];
    return /^\s*citations?\b/i.test(plain) ? [] : null;
  }
  const numbers: number[] = [];
  for (const [, low = "", high] of bare.matchAll(/(?<![\d.-])(\d+)(?![\d.]*\.\d)(?:\s*[-–—]\s*(\d+))?/g)) {
    const from = Number(low);
    const to = high === undefined ? from : Math.min(Number(high), from + 50);
    for (let n = from; n <= to; n++) if (!numbers.includes(n)) numbers.push(n);
  }
  return numbers;
}

/** True while more text could still turn `inner` into a marker. */
function mayBecomeMarker(inner: string): boolean {
  const bare = plainForm(inner).replace(NAME, " ");
  const word = bare.match(/[a-z]+$/i)?.[0].toLowerCase() ?? "";
  const before = bare.slice(0, bare.length - word.length);
  if (/^\s*citations?\b/i.test(inner)) return true;
  return /^[\s^#:+\d,;.&–—-]*$/.test(before) && (word === "" || NAMES.some((name) => name.startsWith(word)));
}
