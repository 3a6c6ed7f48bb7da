/** A piece of what a model wrote: a thought, or text for the reader. */
export interface ThinkPiece {
  kind: "reasoning" | "text";
  delta: string;
}

const open = "<think>";
const close = "</think>";
const TAG = /<\/?think>/g;

/**
 * Separates `<think>…</think>` from the text of a stream, wherever the pieces are cut. Knows the forms that R1's
 * servers send: both tags; only the closing one because the template had opened it (`startsThinking`, or found later:
 * then what was shown as text so far is called back, see `onLateClose`); empty thinking; several thoughts.
 * White space right after a tag is dropped, as it belongs to the template.
 */
export class ThinkSplitter {
  /** True while inside a thought. */
  thinking: boolean;
  /** True when a closing tag came without an opening one: everything before it was a thought. */
  lateClose = false;
  #held = "";
  #afterTag: boolean;
  #opened: boolean;

  constructor(options: { startsThinking?: boolean } = {}) {
    this.thinking = options.startsThinking ?? false;
    this.#opened = this.thinking;
    this.#afterTag = true;
  }

  /** Takes the next characters and gives what is certain by now. */
  push(text: string): ThinkPiece[] {
    const pieces: ThinkPiece[] = [];
    const whole = this.#held + text;
    this.#held = "";
    let from = 0;
    for (const { 0: tag, index } of whole.matchAll(TAG)) {
      this.#give(pieces, whole.slice(from, index));
      from = index + tag.length;
      if (tag === close && !this.#opened) this.lateClose = true;
      this.thinking = tag === open;
      this.#opened = true;
      this.#afterTag = true;
    }
    const rest = whole.slice(from);
    const keep = heldSuffix(rest);
    this.#give(pieces, rest.slice(0, rest.length - keep));
    this.#held = rest.slice(rest.length - keep);
    return pieces;
  }

  /** What was held back as a possible tag, at the end of the stream. */
  flush(): ThinkPiece[] {
    const pieces: ThinkPiece[] = [];
    this.#give(pieces, this.#held);
    this.#held = "";
    return pieces;
  }

  #give(pieces: ThinkPiece[], text: string): void {
    const delta = this.#afterTag ? text.trimStart() : text;
    if (delta === "") return;
    this.#afterTag = false;
    pieces.push({ kind: this.thinking ? "reasoning" : "text", delta });
  }
}

/** Length of the longest end of `text` that may be the start of a tag. */
function heldSuffix(text: string): number {
  const last = text.lastIndexOf("<");
  if (last === -1) return 0;
  const tail = text.slice(last);
  return open.startsWith(tail) || close.startsWith(tail) ? tail.length : 0;
}

/** The text of an earlier answer without its thoughts, for the history of the next turn. */
export function withoutThoughts(text: string): string {
  const end = text.lastIndexOf(close);
  const rest = end === -1 ? text : text.slice(end + close.length);
  const start = rest.indexOf(open);
  return (start === -1 ? rest : rest.slice(0, start)).trim();
}
