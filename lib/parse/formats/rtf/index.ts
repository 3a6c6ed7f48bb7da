import iconv from "iconv-lite";
import { cutMarked, cutPages } from "../cut-pages.ts";
import type { DraftBlock, DraftDocument } from "../draft.ts";
import { damaged } from "../failures.ts";
import { createRtfBlocks } from "./blocks.ts";
import { type RtfToken, rtfTokens } from "./tokens.ts";

/** Groups whose content is no text of the document's. */
const DESTINATIONS = new Set(
  (
    "fonttbl colortbl stylesheet info pict object fldinst listtable listoverridetable rsidtbl generator themedata colorschememapping " +
    "latentstyles datastore xmlnstbl mmathPr header headerl headerr headerf footer footerl footerr footerf filetbl revtbl bkmkstart bkmkend " +
    "datafield formfield private template background objdata nonesttables"
  ).split(" "),
);
const SIGNS: Record<string, string> = {
  tab: "\t",
  line: "\n",
  emdash: "—",
  endash: "–",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
  emspace: " ",
  enspace: " ",
  "~": "\u00a0",
  _: "\u2011",
  "{": "{",
  "}": "}",
  "\\": "\\",
};
/** Code pages of fonts' character sets. */
const CHARSETS: Record<number, string> = {
  128: "shift_jis",
  129: "cp949",
  134: "gbk",
  136: "big5",
  161: "win1253",
  162: "win1254",
  163: "win1258",
  177: "win1255",
  178: "win1256",
  186: "win1257",
  204: "win1251",
  222: "cp874",
  238: "win1250",
};

/** What a group inherits from the one around it. */
interface State {
  skipped: boolean;
  hidden: boolean;
  /** Signs that follow a Unicode one for old programs. */
  fallback: number;
  encoding: string;
  destination: "text" | "fonts" | "note" | "marker";
}

/** Groups inside each other; Word writes fewer than 30. */
const DEEPEST = 2000;

/** Rich text (RTF), as word processors exchange it. Objects in it are not opened. */
export function readRtf(bytes: Buffer): DraftDocument {
  if (bytes.subarray(0, 5).toString("latin1") !== "{\\rtf") throw damaged("This RTF file");
  const blocks = createRtfBlocks();
  const fonts = new Map<number, string>();
  const stack: State[] = [];
  let state: State = { skipped: false, hidden: false, fallback: 1, encoding: "win1252", destination: "text" };
  let pending: number[] = [];
  let passOver = 0;
  let star = false;
  let font = 0;

  const put = (text: string) => {
    if (!state.skipped && !state.hidden && state.destination !== "fonts") blocks.text(text, state.destination);
  };
  const flush = () => {
    if (pending.length === 0) return;
    put(iconv.decode(Buffer.from(pending), state.encoding));
    pending = [];
  };

  const word = (name: string, number: number | null): void => {
    if (name === "*") star = true;
    else if (DESTINATIONS.has(name)) {
      if (name === "fonttbl") state.destination = "fonts";
      else state.skipped = true;
    } else if (star && !["shptxt", "shpinst", "footnote", "pntext", "listtext"].includes(name)) state.skipped = true;
    else if (name === "footnote") {
      state.destination = "note";
      blocks.noteBegins();
    } else if (name === "listtext" || name === "pntext") state.destination = "marker";
    else if (name === "u" && number !== null) {
      put(String.fromCharCode(number < 0 ? number + 65_536 : number));
      passOver = state.fallback;
    } else if (name === "uc") state.fallback = Math.min(number ?? 1, 10);
    else if (name === "ansicpg" && number !== null && iconv.encodingExists(`cp${number}`))
      state.encoding = `cp${number}`;
    else if (name === "mac") state.encoding = "macroman";
    else if (name === "f" && number !== null) {
      font = number;
      if (state.destination !== "fonts") state.encoding = fonts.get(number) ?? stack[0]?.encoding ?? state.encoding;
    } else if (name === "fcharset" && number !== null && state.destination === "fonts") {
      const set = CHARSETS[number];
      if (set !== undefined) fonts.set(font, set);
    } else if (name === "v" || name === "deleted") state.hidden = number !== 0;
    else if (name === "plain") state.hidden = false;
    else if (SIGNS[name] !== undefined) put(SIGNS[name] ?? "");
    else if (!state.skipped) blocks.control(name, number);
    if (name !== "*") star = false;
  };

  const take = (token: RtfToken): void => {
    if (token.type === "byte") {
      if (passOver > 0) passOver--;
      else pending.push(token.byte);
      return;
    }
    flush();
    if (token.type === "open") {
      if (stack.length >= DEEPEST) throw damaged("This RTF file");
      stack.push({ ...state });
    } else if (token.type === "close") {
      if (state.destination === "note" && stack.at(-1)?.destination !== "note") blocks.noteEnds();
      state = stack.pop() ?? state;
      star = false;
      passOver = 0;
    } else word(token.word, token.number);
  };

  for (const token of rtfTokens(bytes)) take(token);
  flush();
  if (stack.length > 0) throw damaged("This RTF file");
  const pages: DraftBlock[][] = blocks.end();
  return {
    title: null,
    pages: pages.length > 1 ? cutMarked(pages, null) : cutPages(pages[0] ?? [], null),
    warnings: [],
  };
}
