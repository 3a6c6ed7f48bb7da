/** The character that ends at `at`, both halves of one that takes two UTF-16 units; empty at the start of the text. */
export function characterBefore(text: string, at: number): string {
  const pair = text.slice(Math.max(0, at - 2), at);
  return pair.length === 2 && (pair.codePointAt(0) ?? 0) > 0xffff ? pair : text.slice(Math.max(0, at - 1), at);
}

/** The character that begins at `at`; empty at the end of the text. */
export function characterAt(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}

/** `at`, or the place after it where it would stand inside a character that takes two UTF-16 units. */
export function betweenCharacters(text: string, at: number): number {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at + 1 : at;
}
