import { type Word, words } from "../base/text/index.ts";

/** What in a sentence must be borne out exactly. */
export interface Facts {
  numbers: NumberFact[];
  /** Month names and weekdays, lower case, three letters. */
  dates: string[];
  /** Names, acronyms and codes, lower case. */
  names: string[];
  /** How many words deny. */
  negations: number;
  /** Words with an opposite: the pair's number, signed by side. */
  directions: Map<number, -1 | 1>;
}

export interface NumberFact {
  /** In one form: "82,959.0" → "82959". */
  form: string;
  value: number;
  /** 1, 1e3, 1e6, 1e9 or 1e12 by the word after it. */
  scale: number;
  /** "%", "$", "year", …, or null. */
  unit: string | null;
  /** Offsets of the figure in the text that was read. */
  start: number;
  end: number;
}

const SPELLED = new Map(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
    .split(" ")
    .map((word, value) => [word, value]),
);
for (const [index, word] of "thirty forty fifty sixty seventy eighty ninety".split(" ").entries())
  SPELLED.set(word, (index + 3) * 10);
const SCALES: Record<string, number> = {
  hundred: 1e2,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  bn: 1e9,
  mn: 1e6,
};
/** Measures that change what a number says; other words after a number ("40 people") are left to the content words. */
const UNITS =
  /^(?:%|percent(?:age points?)?|per cent|per\s+thousand|per\s+mille|(?:square|cubic|nautical|metric)\s+\w+|years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|quarters?|kilomet(?:er|re)s?|km|miles?|feet|foot|ft|inch(?:es)?|yards?|met(?:er|re)s?|cm|mm|acres?|hectares?|kilograms?|kg|grams?|pounds?|lbs?|tons?|tonnes?|ounces?|lit(?:er|re)s?|gallons?|barrels?|knots?|mph|degrees?|°[CF]?|watts?|kilowatts?|megawatts?|[kmg]w|volts?|hp|horsepower|dollars?|euros?|cents?|tokens?|characters?|words?|pages?|boxes|box|samples?|batch(?:es)?|bits?|bytes?|(?:kilo|mega|giga|tera|peta)bytes?|[kmgtp]b)(?![\p{L}])/iu;
const MONTHS =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/;
const WEEKDAYS = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$/;
const NEGATION =
  /\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|fail(?:s|ed)? to|lacks?|lacked|unable|refus(?:es|ed))\b|n['’]t\b|[不没无未非]/gi;

/** Opposites that turn a statement round without a "not". */
const OPPOSITES: [RegExp, RegExp][] = [
  [
    /^(?:increas\w*|rose|rises?|rising|grew|grows?|growth|gain\w*|higher|up|expand\w*|rais\w*)$/,
    /^(?:decreas\w*|fell|falls?|falling|declin\w*|loss\w*|lower\w*|down|shrank|shrinks?|reduc\w*|drop\w*)$/,
  ],
  [
    /^(?:more|most|above|over|exceed\w*|greater|maximum|best|better)$/,
    /^(?:less|least|fewer|below|under|minimum|worst|worse)$/,
  ],
  [
    /^(?:before|prior|first|earlier|earliest|start\w*|begin\w*|began|open\w*)$/,
    /^(?:after|following|last|later|latest|end|ends|ended|stop\w*|clos\w*)$/,
  ],
  [
    /^(?:with|includ\w*|allow\w*|permit\w*|accept\w*|approv\w*|support\w*)$/,
    /^(?:without|exclud\w*|prohibit\w*|forbid\w*|forbade|reject\w*|den(?:y|ied|ies)|oppos\w*)$/,
  ],
  [/^(?:always|all|every|both|full\w*)$/, /^(?:never|none|neither|rarely|partial\w*)$/],
  [
    /^(?:positive|favorabl\w*|success\w*|true|legal|possible)$/,
    /^(?:negative|unfavorabl\w*|fail\w*|false|illegal|impossible)$/,
  ],
];

/** Reads the facts of a sentence or a quote. */
export function readFacts(text: string): Facts {
  const found = words(text);
  const raw = found.map((word) => text.slice(word.start, word.end));
  const facts: Facts = { numbers: [], dates: [], names: [], negations: 0, directions: new Map() };
  found.forEach((word, index) => {
    const surface = raw[index] ?? "";
    const lower = surface.toLowerCase();
    const spelled = SPELLED.get(lower);
    if (word.number) facts.numbers.push(numberFact(text, word, Number.parseFloat(word.form), word.form));
    // "one" is more often a pronoun than a number.
    else if (spelled !== undefined && spelled > 1) facts.numbers.push(numberFact(text, word, spelled, String(spelled)));
    else if ((MONTHS.test(lower) && /^\p{Lu}/u.test(surface)) || WEEKDAYS.test(lower))
      facts.dates.push(lower.slice(0, 3));
    else if (isName(text, word, surface)) facts.names.push(lower);
    OPPOSITES.forEach(([one, other], pair) => {
      if (one.test(lower)) facts.directions.set(pair, 1);
      else if (other.test(lower)) facts.directions.set(pair, -1);
    });
  });
  facts.negations = text.match(NEGATION)?.length ?? 0;
  return facts;
}

function numberFact(text: string, word: Word, value: number, form: string): NumberFact {
  const after = text.slice(word.end, word.end + 40).replace(/^[\s-]+/, "");
  const scaleWord = after.match(/^(?:hundred|thousand|million|billion|trillion|bn|mn)\b/i)?.[0].toLowerCase();
  const rest = scaleWord === undefined ? after : after.slice(scaleWord.length).replace(/^[\s-]+/, "");
  const currency = text
    .slice(0, word.start)
    .match(/[$€£¥]\s*$/)?.[0]
    .trim();
  const unit = currency ?? unitName(rest.match(UNITS)?.[0]);
  return {
    form,
    value,
    scale: scaleWord === undefined ? 1 : (SCALES[scaleWord] ?? 1),
    unit,
    start: word.start,
    end: word.end,
  };
}

/** One name for each unit: "percent" and "%", "km" and "kilometres", singular and plural. */
function unitName(raw: string | undefined): string | null {
  if (raw === undefined) return null;
  const unit = raw.toLowerCase().replace(/\s+/g, " ");
  if (/^(?:%|per ?cent)$/.test(unit)) return "%";
  if (unit === "dollar" || unit === "dollars") return "$";
  if (unit === "km") return "kilometer";
  if (unit === "ft" || unit === "foot") return "feet";
  if (unit === "lb" || unit === "lbs") return "pound";
  return unit
    .replace(/metre/, "meter")
    .replace(/litre/, "liter")
    .replace(/(?<=x|ch)es$/, "")
    .replace(/(?<=\w{2})s$/, "");
}

/** Capitals within a sentence, capitals or digits inside a word. The first word of a sentence is a name only by the latter. */
function isName(text: string, word: Word, surface: string): boolean {
  if (/^(?:I|A|An|The|In|On|At|It|This|That|For|From|And|But|As|By|If|Of|To|Or)$/.test(surface)) return false;
  if (/^\p{L}.*(?:\p{Lu}|\d)|\d\p{L}/u.test(surface)) return true;
  if (!/^\p{Lu}\p{L}/u.test(surface)) return false;
  return !/(?:^|[.!?:•–—-]|\n)[\s"“'(*#]*$/.test(text.slice(Math.max(0, word.start - 40), word.start));
}

/** True when a number of a sentence is in a quote: the same value, its words for thousands counted, or a rounding of it. */
export function holdsNumber(quote: Facts, number: NumberFact): boolean {
  return quote.numbers.some((other) => {
    if (unitsClash(number.unit, other.unit)) return false;
    if (number.form === other.form && (number.scale === other.scale || number.scale === 1 || other.scale === 1))
      return true;
    if (isRounding(number, (other.value * other.scale) / number.scale)) return true;
    // Tables say "in millions" once, at their top: "82,959" there bears out "$83.0 billion".
    return (
      other.scale === 1 &&
      number.scale > 1 &&
      [1e3, 1e6, 1e9].some((factor) => isRounding(number, other.value / factor))
    );
  });
}

/** "83.0" is a rounding of 82.959. A plain whole number must be met exactly. */
function isRounding(number: NumberFact, exact: number): boolean {
  if (number.scale === 1 && !number.form.includes(".")) return number.value === exact;
  const decimals = number.form.split(".")[1]?.length ?? 0;
  return Math.abs(number.value - exact) <= 0.5 * 10 ** -decimals + 1e-9;
}

/** A number without a unit in one of the two may be a table's cell, whose unit stands elsewhere. */
function unitsClash(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}
