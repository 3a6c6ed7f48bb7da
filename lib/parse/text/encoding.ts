import chardet from "chardet";
import iconv from "iconv-lite";

export interface DecodedText {
  text: string;
  warnings: string[];
}

/** Bytes that are looked at to tell an encoding. */
const PROBE = 65_536;

/** Encodings of several bytes a character, and how sure one has to be of them, percent. */
const MULTIBYTE: Record<string, number> = {
  Shift_JIS: 80,
  "EUC-JP": 80,
  GB18030: 80,
  Big5: 80,
  "EUC-KR": 80,
  "ISO-2022-JP": 80,
};
/** Code pages of other alphabets: taken only where most letters are of that alphabet. */
const ALPHABETS: Record<string, { encoding: string; letters: RegExp }> = {
  "windows-1251": { encoding: "windows-1251", letters: /\p{Script=Cyrillic}/gu },
  "KOI8-R": { encoding: "koi8-r", letters: /\p{Script=Cyrillic}/gu },
  "ISO-8859-5": { encoding: "iso-8859-5", letters: /\p{Script=Cyrillic}/gu },
  "windows-1253": { encoding: "windows-1253", letters: /\p{Script=Greek}/gu },
  "ISO-8859-7": { encoding: "windows-1253", letters: /\p{Script=Greek}/gu },
  "windows-1255": { encoding: "windows-1255", letters: /\p{Script=Hebrew}/gu },
  "ISO-8859-8": { encoding: "windows-1255", letters: /\p{Script=Hebrew}/gu },
  "windows-1256": { encoding: "windows-1256", letters: /\p{Script=Arabic}/gu },
  "ISO-8859-6": { encoding: "iso-8859-6", letters: /\p{Script=Arabic}/gu },
};
/** Code pages of the Latin alphabet that differ from Windows-1252 in a few letters. */
const LATIN: Record<string, { encoding: string; letters: RegExp }> = {
  "windows-1250": { encoding: "windows-1250", letters: /[ąćčďęěłńňřśšťůźżžőű]/giu },
  "ISO-8859-2": { encoding: "windows-1250", letters: /[ąćčďęěłńňřśšťůźżžőű]/giu },
  "windows-1254": { encoding: "windows-1254", letters: /[ğışİ]/gu },
  "ISO-8859-9": { encoding: "windows-1254", letters: /[ğışİ]/gu },
};

/**
 * Bytes → text: UTF-8 and UTF-16 with or without a byte-order mark; else the encoding that they are surely in; else
 * Windows-1252, with a warning that says so.
 */
export function decodeBytes(bytes: Uint8Array): DecodedText {
  const wide = utf16(bytes);
  if (wide !== null) return { text: new TextDecoder(wide).decode(bytes), warnings: [] };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), warnings: [] };
  } catch {
    // Not all of it is UTF-8.
  }
  const lenient = new TextDecoder("utf-8").decode(bytes);
  const bad = lenient.match(/\ufffd/g)?.length ?? 0;
  const good = lenient.match(/[\u0080-\ufffc]|[\u{10000}-\u{10ffff}]/gu)?.length ?? 0;
  // In another encoding, bytes that happen to be UTF-8 of several bytes a character are rare.
  if (good > bad) {
    const places = bad === 1 ? "one place" : `${bad} places`;
    return { text: lenient, warnings: [`The file is UTF-8 but for ${places}, marked “\ufffd”.`] };
  }
  const encoding = surely(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PROBE)));
  const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), encoding ?? "windows-1252");
  const read = `The file is not UTF-8; its text was read as ${encoding ?? "Windows-1252"}`;
  return { text, warnings: [encoding === null ? `${read}, so some characters may be wrong.` : `${read}.`] };
}

/** Which UTF-16 it is, by its mark or by the zero that every other byte of Latin text is; null for none. */
function utf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const pairs = Math.min(bytes.length, 4096) >> 1;
  if (pairs < 4) return null;
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at++) if (bytes[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return "utf-16le";
  if (even > pairs * 0.4 && odd < pairs * 0.05) return "utf-16be";
  return null;
}

/** The encoding that bytes are in where that is sure, else null. */
function surely(bytes: Buffer): string | null {
  const candidates = chardet.analyse(bytes);
  const western = candidates.find(({ name }) => name === "windows-1252" || name === "ISO-8859-1")?.confidence ?? 0;
  for (const { name, confidence } of candidates) {
    const least = MULTIBYTE[name];
    if (least !== undefined && confidence >= least && decodesWhole(bytes, name)) return name;
    const alphabet = ALPHABETS[name];
    if (alphabet !== undefined && confidence >= 20 && mostLetters(bytes, alphabet)) return alphabet.encoding;
    // Sentences of the language are far likelier than any of Western Europe's.
    const latin = LATIN[name];
    if (latin !== undefined && confidence >= Math.max(30, western * 1.5) && ownLetters(bytes, latin))
      return latin.encoding;
  }
  return null;
}

/** Nearly every byte of the probe, its cut end aside, stands for a character. */
function decodesWhole(bytes: Buffer, encoding: string): boolean {
  const text = iconv.decode(bytes, encoding);
  const ideographs =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return (text.match(/\ufffd/g)?.length ?? 0) <= 1 + ideographs / 200 && ideographs >= 4;
}

function mostLetters(bytes: Buffer, { encoding, letters }: { encoding: string; letters: RegExp }): boolean {
  const text = iconv.decode(bytes, encoding);
  const own = text.match(letters)?.length ?? 0;
  const others = (text.match(/\p{L}/gu)?.length ?? 0) - (text.match(/[A-Za-z]/g)?.length ?? 0);
  return own >= 12 && own > others * 0.95;
}

/** Letters that Windows-1252 has not are among those beyond ASCII. */
function ownLetters(bytes: Buffer, { encoding, letters }: { encoding: string; letters: RegExp }): boolean {
  return (iconv.decode(bytes, encoding).match(letters)?.length ?? 0) >= 4;
}

/** XML's bytes → text: by its mark, its declaration, or UTF-8. */
export function decodeXml(bytes: Buffer): string {
  const wide = utf16(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  const declared = /^[^>]{0,80}encoding=["']([\w-]{1,40})["']/.exec(bytes.subarray(0, 200).toString("latin1"))?.[1];
  if (declared !== undefined && !/^utf-?8$/i.test(declared) && iconv.encodingExists(declared))
    return iconv.decode(bytes, declared);
  return new TextDecoder("utf-8").decode(bytes);
}

/** HTML's bytes → text: by its mark, by what it says of itself, or as any text. */
export function decodeHtml(bytes: Buffer): string {
  const head = bytes.subarray(0, 2048).toString("latin1");
  const declared = /\bcharset=["']?([\w-]{1,40})/i.exec(head)?.[1];
  if (utf16(bytes) === null && declared !== undefined && !/^utf-?8$/i.test(declared) && iconv.encodingExists(declared))
    return iconv.decode(bytes, /^iso-?8859-?1$/i.test(declared) ? "windows-1252" : declared);
  return decodeBytes(bytes).text;
}

/** Decodes the pieces of an XML file, which may be cut inside a character. */
export function decodeStream(): (piece: Buffer) => string {
  let decoder: TextDecoder | null = null;
  return (piece) => {
    decoder ??= new TextDecoder(utf16(piece) ?? "utf-8");
    return decoder.decode(piece, { stream: true });
  };
}
