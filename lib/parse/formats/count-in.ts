const ROMAN: [number, string][] = [
  [1000, "m"],
  [900, "cm"],
  [500, "d"],
  [400, "cd"],
  [100, "c"],
  [90, "xc"],
  [50, "l"],
  [40, "xl"],
  [10, "x"],
  [9, "ix"],
  [5, "v"],
  [4, "iv"],
  [1, "i"],
];

/** A number as lists show it. `format` is OOXML's name (`decimal`, `lowerRoman`, `upperLetter`, …); others count in figures. */
export function countIn(number: number, format: string): string {
  if (format === "lowerRoman" || format === "upperRoman") return cased(roman(number), format);
  if (format === "lowerLetter" || format === "upperLetter") return cased(letters(number), format);
  return format === "decimalZero" && number < 10 ? `0${number}` : String(number);
}

function cased(text: string, format: string): string {
  return format.startsWith("upper") ? text.toUpperCase() : text;
}

function roman(number: number): string {
  if (number < 1 || number > 4999) return String(number);
  let rest = number;
  return ROMAN.map(([value, sign]) => {
    const times = Math.floor(rest / value);
    rest -= times * value;
    return sign.repeat(times);
  }).join("");
}

/** a … z, aa, bb, … as Word counts. */
function letters(number: number): string {
  if (number < 1 || number > 780) return String(number);
  return String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.ceil(number / 26));
}
