/** A piece of RTF: a group's border, a control word with its number, a byte of text. */
export type RtfToken =
  | { type: "open" }
  | { type: "close" }
  | { type: "word"; word: string; number: number | null }
  | { type: "byte"; byte: number };

const BACKSLASH = 0x5c;

/** Reads RTF token by token, each byte once. */
export function* rtfTokens(bytes: Buffer): Generator<RtfToken> {
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    at++;
    if (byte === 0x7b) yield { type: "open" };
    else if (byte === 0x7d) yield { type: "close" };
    else if (byte === 0x0a || byte === 0x0d) continue;
    else if (byte !== BACKSLASH) yield { type: "byte", byte };
    else {
      const next = bytes[at] ?? 0;
      if (!isLetter(next)) {
        at++;
        if (next === 0x27) {
          const code = Number.parseInt(bytes.toString("latin1", at, at + 2), 16);
          at += 2;
          if (!Number.isNaN(code)) yield { type: "byte", byte: code };
        } else if (next === 0x0a || next === 0x0d) yield { type: "word", word: "par", number: null };
        else yield { type: "word", word: String.fromCharCode(next), number: null };
        continue;
      }
      const from = at;
      while (isLetter(bytes[at] ?? 0) && at - from < 32) at++;
      const word = bytes.toString("latin1", from, at);
      const digits = at;
      if (bytes[at] === 0x2d) at++;
      while (isDigit(bytes[at] ?? 0) && at - digits < 12) at++;
      const number = at > digits ? Number.parseInt(bytes.toString("latin1", digits, at), 10) : Number.NaN;
      if (bytes[at] === 0x20) at++;
      // Binary data is passed over: it may hold any byte.
      if (word === "bin" && number > 0) at += number;
      else yield { type: "word", word, number: Number.isNaN(number) ? null : number };
    }
  }
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
