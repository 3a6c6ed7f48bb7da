/** True when a text holds a Chinese character at all. */
export function holdsHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** True when more than a quarter of a text is Chinese characters: then it is written in Chinese. */
export function isInHan(text: string): boolean {
  return (text.match(/\p{Script=Han}/gu)?.length ?? 0) > text.length / 4;
}
