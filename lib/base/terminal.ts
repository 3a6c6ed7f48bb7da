import { inspect } from "node:util";

/**
 * What acts on a terminal instead of showing there: control characters (escape sequences begin with them), what turns the
 * reading direction, and invisible characters with which one text can pass for another.
 */
const acting = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** The character as JSON would write it: `\u001b`. */
const escaped = (character: string) =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");

/** Text of several lines as it may go to a terminal: line ends and tabs stay, all else that acts there is spelt out. */
export function printable(text: string): string {
  const lines = text.replaceAll("\r\n", "\n");
  return lines.replace(acting, (character) =>
    character === "\n" || character === "\t" ? character : escaped(character),
  );
}

/** A name, or another text that is to stay on its line, as it may go to a terminal. */
export function printableLine(text: string): string {
  return text.replace(acting, escaped);
}

type Stream = Pick<NodeJS.WriteStream, "write">;

/** Writes a text as it may go to a terminal. Everything that a program of ours says there comes through this file. */
export function write(text: string, to: Stream = process.stdout): void {
  to.write(printable(text));
}

/** The same for a line, or several. */
export function print(text = "", to: Stream = process.stdout): void {
  write(`${text}\n`, to);
}

/** Writes over the line of the terminal that was written last. */
export function rewriteLine(text: string, to: Stream = process.stdout): void {
  to.write(`\r\u001b[K${printableLine(text)}`);
}

/** Prints an error that nobody expected, with its stack, for whoever looks for its cause. */
export function printError(error: unknown): void {
  print(inspect(error), process.stderr);
}
