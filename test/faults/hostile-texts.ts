/** Texts that make careless scans slow, the same for the same seed. */

export const ORDINARY =
  "The committee approved the annual budget of 1,234.50 dollars. It was signed in Geneva by Ms. A. Smith, see Fig. 3. ";

/** What hostile texts are made of, again and again. */
export const ALPHABETS: Record<string, string> = {
  brackets: "[",
  parentheses: "(",
  "closing parentheses": ")",
  nested: "([{<",
  letters: "a",
  capitals: "A",
  hyphens: "-",
  digits: "7",
  zeros: "0",
  "a figure with zeros": `1.${"0".repeat(90_000)}1`,
  dots: ".",
  quotes: '"',
  apostrophes: "'",
  "line ends": "\n",
  "lines of blanks": " \n",
  blanks: " ",
  "blanks and a period": `a.${" ".repeat(90_000)}`,
  "a heading and blanks": `# a${" ".repeat(90_000)}b`,
  "a bracket and blanks": `[${" ".repeat(90_000)}`,
  "a smaller-than and blanks": `<${" ".repeat(90_000)}`,
  tabs: "a\t",
  "combining marks": "\u0301\u0323",
  "letters with marks": "e\u0301",
  "letters of two units": "𝒳",
  surrogates: "\ud835",
  "zero-width characters": "\u200b",
  ideographs: "漢",
  "ideographs and stops": "漢。",
  ligatures: "ﷺ",
  "a-a-a-": "a-",
  "broken words": "a-\n",
  "1.1.1.1": "1.",
  "1,111,111": "1,111",
  initials: "A. ",
  "words in a row": "word and another ",
  sentences: "Word and another. ",
  "periods and quotes": '."',
  exclamations: "!a",
  headings: "# h\n",
  "hashes and blanks": "# ",
  "lines of figures": "1\n",
  months: "jan ",
  "letters and dots": "abc.def&",
  "dots and blanks": ". ",
  "opening thoughts": "<think>",
  "closing thoughts": "</think>",
  "smaller-than signs": "< ",
  "open markers": "[1 ",
  "open frames": "[file ",
  "open tokens": "<|",
  "open operators": 'file:"',
  exclusions: " -a",
};

/** A unit repeated to this many UTF-16 units. */
export function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** A generator of numbers from 0 up to 1 (mulberry32), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A text of 2,000 to 20,000 units: runs of one or several alphabets, nested in each other, with ordinary text between. */
export function mixed(random: () => number): string {
  const length = 2_000 + Math.floor(random() * 18_000);
  const units = Object.values(ALPHABETS);
  const pick = () => units[Math.floor(random() * units.length)] ?? "a";
  let text = "";
  while (text.length < length) {
    const run = Math.ceil(10 ** (random() * 4));
    const unit = random() < 0.5 ? pick() : pick().slice(0, 9) + pick().slice(0, 9);
    text += random() < 0.2 ? ORDINARY : repeated(unit, run);
    if (random() < 0.1) text += "\f";
  }
  return text.slice(0, length);
}
