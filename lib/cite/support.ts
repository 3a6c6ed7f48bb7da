import { contentWords, normaliseWithMap, originalWords, words } from "../base/text/index.ts";
import type { Support } from "../base/types.ts";
import { type Facts, holdsNumber, readFacts } from "./facts.ts";
import { createWordSet, type WordSet } from "./word-set.ts";

/** What speaks for and against a sentence, given the words it points at. */
export interface SupportCheck {
  /** 0…1, higher is better borne out. */
  score: number;
  support: Support;
  /** What the quotes do not bear out, for the reader: "92%", "not", "Intel". */
  missing: string[];
  /** True when a number, date, name or denial of the sentence is not in the quotes. */
  lacksFacts: boolean;
}

/** Words that may bear a sentence out, read once. */
export interface Witness {
  /** Made readable: line ends, ligatures and hyphens undone. */
  plain: string;
  words: WordSet;
  facts: Facts;
  /** Words around it (headings, the sentence before) that may name what it only calls "it". */
  context: WordSet;
}

/** Where supported and partial begin; docs/trust.md says on what they were set and what they reach. */
export const SUPPORT_THRESHOLDS = { supported: 0.55, partial: 0.2 };
/** A witness that holds so much of a sentence speaks of the same thing: then another figure or a denial contradicts. */
const SAME_THING = 0.8;
/** A fact that is not borne out leaves this share of the score, and never "supported". */
const LEFT_OVER = { number: 0.6, date: 0.6, name: 0.6, negation: 0.6, direction: 0.7 };
const JUST_BELOW = 0.01;

const SCALE_WORD = /^(?:thousand|million|billion|trillion)$/;

export function readWitness(text: string, context = ""): Witness {
  const { text: plain } = normaliseWithMap(text);
  return {
    plain,
    words: createWordSet(originalWords(text).map((word) => word.form)),
    facts: readFacts(plain),
    context: createWordSet(originalWords(context).map((word) => word.form)),
  };
}

/**
 * Checks a sentence against one quote or two without a second model. The score is made of the content words that are there, and
 * of the pairs of neighbouring ones that stand together in one quote, which tells a paraphrase from a mere mixture of words.
 * Every number, date and name must be there, and denials must agree; otherwise it is not supported.
 */
export function checkSupport(sentence: string, witnesses: Witness[]): SupportCheck {
  const asked = contentWords(sentence)
    // Figures are checked as facts below: "83.0 billion" may stand as "82,959" in a table of millions.
    .filter((word) => !word.number && !SCALE_WORD.test(word.form))
    .map((word) => word.form);
  const holds = (form: string) => witnesses.some(({ words, context }) => words.has(form) || context.has(form));
  const distinct = [...new Set(asked)];
  const covered = distinct.length === 0 ? 1 : distinct.filter(holds).length / distinct.length;
  const together = pairsTogether(asked, witnesses) ?? covered;
  let score = (covered + together) / 2;
  const said = readFacts(sentence);
  const missing: string[] = [];
  const lose = (share: number, what: string) => {
    score = Math.min(score * share, SUPPORT_THRESHOLDS.supported - JUST_BELOW);
    missing.push(what);
  };
  for (const number of said.numbers) {
    const [before = "", after = ""] = neighbours(sentence, number.start);
    const speaks = (witness: Witness, index: number) =>
      index === 0 || witness.words.has(before) || witness.words.has(after);
    if (!witnesses.some((witness, index) => speaks(witness, index) && holdsNumber(witness.facts, number)))
      lose(LEFT_OVER.number, number.form);
  }
  for (const date of said.dates)
    if (!witnesses.some(({ facts }) => facts.dates.includes(date))) lose(LEFT_OVER.date, date);
  for (const name of new Set(said.names)) if (!holdsName(name, sentence, witnesses)) lose(LEFT_OVER.name, name);
  const [first] = witnesses;
  const denied = first !== undefined && deniesOtherwise(sentence, said, first);
  if (denied) lose(LEFT_OVER.negation, "not");
  const turned = first === undefined ? 0 : turnedRound(said, first.facts);
  for (let pair = 0; pair < turned; pair++) lose(LEFT_OVER.direction, "opposite");
  const support = supportLevel(score);
  const lacksFacts = missing.length > 0;
  if (support !== "supported" && !lacksFacts) missing.push(...wordsNotHeld(sentence, holds));
  return { score, support, missing, lacksFacts };
}

/** Words named to the reader at most. */
const NAMED = 6;

function wordsNotHeld(sentence: string, holds: (form: string) => boolean): string[] {
  const lacking = contentWords(sentence).filter(({ form }) => !holds(form));
  return [...new Set(lacking.map(({ start, end }) => sentence.slice(start, end)))].slice(0, NAMED);
}

/** Share of neighbouring content words that one quote holds both of; null for a sentence of one word. */
function pairsTogether(asked: string[], witnesses: Witness[]): number | null {
  if (asked.length < 2) return null;
  let held = 0;
  for (const [index, one] of asked.slice(0, -1).entries()) {
    const next = asked[index + 1] ?? "";
    const holds = ({ words, context }: Witness, form: string) => words.has(form) || context.has(form);
    if (witnesses.some((witness) => holds(witness, one) && holds(witness, next))) held++;
  }
  return held / (asked.length - 1);
}

/**
 * A second quote speaks for a fact only when it holds a word beside it too: a name or a figure that stands anywhere else in the
 * documents bears nothing out.
 */
function neighbours(sentence: string, at: number): string[] {
  const content = contentWords(sentence).filter((word) => !word.number);
  const before = content.findLast((word) => word.end <= at)?.form ?? "";
  return [before, content.find((word) => word.start > at)?.form ?? ""];
}

function holdsName(name: string, sentence: string, witnesses: Witness[]): boolean {
  const at = sentence.toLowerCase().indexOf(name);
  const [before = "", after = ""] = neighbours(sentence, at);
  return words(name).every(({ form }) =>
    witnesses.some(
      (witness, index) =>
        (index === 0 || witness.words.has(before) || witness.words.has(after)) &&
        (witness.words.has(form) || witness.context.has(form)),
    ),
  );
}

export function supportLevel(score: number): Support {
  if (score >= SUPPORT_THRESHOLDS.supported) return "supported";
  return score >= SUPPORT_THRESHOLDS.partial ? "partial" : "unverified";
}

/**
 * True when one of the two denies and the other does not. Of a long quote only the stretch counts that holds the sentence's
 * words, with a few words before it.
 */
function deniesOtherwise(sentence: string, said: Facts, { plain }: Witness): boolean {
  const asked = createWordSet(contentWords(sentence).map((word) => word.form));
  const held = words(plain).filter((word) => asked.has(word.form));
  const [first] = held;
  const last = held.at(-1);
  if (first === undefined || last === undefined) return false;
  const from = Math.max(0, plain.lastIndexOf(" ", Math.max(0, first.start - NEARBY)));
  return said.negations % 2 !== readFacts(plain.slice(from, last.end)).negations % 2;
}

/** Characters before the first shared word in which a denial counts. */
const NEARBY = 25;

function turnedRound(said: Facts, borne: Facts): number {
  let turned = 0;
  for (const [pair, side] of said.directions) {
    const other = borne.directions.get(pair);
    if (other !== undefined && other !== side) turned++;
  }
  return turned;
}

/**
 * True when a witness says otherwise about the same thing: it holds nearly all of the sentence's words, and either denies what
 * the sentence affirms (or the other way round), or gives another figure of the same unit for one that no witness gives.
 */
export function contradicts(sentence: string, witness: Witness, all: Witness[]): boolean {
  const asked = [
    ...new Set(
      contentWords(sentence)
        .filter((word) => !word.number && !SCALE_WORD.test(word.form))
        .map((word) => word.form),
    ),
  ];
  if (asked.length < LEAST_WORDS) return false;
  const held = asked.filter((form) => witness.words.has(form)).length / asked.length;
  if (held < SAME_THING) return false;
  const said = readFacts(sentence);
  if (held === 1 && deniesOtherwise(sentence, said, witness)) return true;
  const other = said.numbers.filter((number) => !all.some(({ facts }) => holdsNumber(facts, number)));
  const [number] = other;
  if (number === undefined || other.length > 1) return false;
  const rivals = witness.facts.numbers.filter(
    ({ unit, form }) => unit === number.unit && !said.numbers.some((one) => one.form === form),
  );
  return rivals.length === 1;
}

const LEAST_WORDS = 3;
