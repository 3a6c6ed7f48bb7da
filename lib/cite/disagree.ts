import { contentWords, normaliseWithMap } from "../base/text/index.ts";
import type { Citation, Disagreement } from "../base/types.ts";
import { type NumberFact, readFacts } from "./facts.ts";

/** A quoted sentence that may give a value for what was asked. */
export type Quoted = Pick<Citation, "documentId" | "documentName" | "page" | "pageLabel" | "start" | "end"> &
  Partial<Pick<Citation, "version" | "boxes">> & { text: string };

/** Share of the words around the values that two sentences must have in common to be about the same thing. */
const SAME_SUBJECT = 0.6;
/** And share of the question's words that each must hold: what was not asked about is nobody's disagreement. */
const ASKED = 0.4;

interface Statement {
  quoted: Quoted;
  subject: Set<string>;
  years: Set<string>;
  values: NumberFact[];
}

/**
 * Finds sentences of different documents that say the same but for a value: "The warranty lasts 12 months" against "… 24
 * months". Sentences about different years are not in disagreement, and neither are two with no unit or word in common.
 */
export function findDisagreements(question: string, quotes: Quoted[]): Disagreement[] {
  const asked = new Set(contentWords(question).map((word) => word.form));
  const statements = quotes
    .map(toStatement)
    .filter((one) => one.values.length > 0 && share(asked, one.subject) >= ASKED);
  const found: Disagreement[] = [];
  const used = new Set<Statement>();
  statements.forEach((one, index) => {
    for (const other of statements.slice(index + 1)) {
      if (used.has(other) || used.has(one) || one.quoted.documentId === other.quoted.documentId) continue;
      const values = differing(one, other);
      if (values === null) continue;
      used.add(one).add(other);
      const subject = [...one.subject].filter((form) => other.subject.has(form));
      found.push({
        subject: wordsOf(one.quoted.text, subject),
        quotes: [toQuote(one, values[0], 1), toQuote(other, values[1], 2)],
      });
    }
  });
  return found;
}

function toStatement(quoted: Quoted): Statement {
  const plain = normaliseWithMap(quoted.text).text;
  const numbers = readFacts(plain).numbers;
  const isYear = (number: NumberFact) =>
    /^(?:19|20)\d\d$/.test(number.form) && number.unit === null && number.scale === 1;
  const figures = new Set(numbers.map((number) => number.form));
  return {
    quoted,
    subject: new Set(
      contentWords(plain)
        .filter((word) => !word.number && !figures.has(word.form))
        .map((word) => word.form),
    ),
    years: new Set(numbers.filter(isYear).map((number) => number.form)),
    values: numbers.filter((number) => !isYear(number)),
  };
}

/** The first pair of values of one unit that differ, when everything else agrees; else null. */
function differing(one: Statement, other: Statement): [NumberFact, NumberFact] | null {
  const smaller = one.subject.size <= other.subject.size ? one.subject : other.subject;
  if (
    smaller.size < 2 ||
    share(one.subject, other.subject) < SAME_SUBJECT ||
    share(other.subject, one.subject) < SAME_SUBJECT
  )
    return null;
  if (one.years.size + other.years.size > 0 && ![...one.years].some((year) => other.years.has(year))) return null;
  // With many figures (a table's row) it is not clear which stands for which.
  if (one.values.length > 2 || one.values.length !== other.values.length) return null;
  for (const [index, value] of one.values.entries()) {
    const twin = other.values[index];
    if (twin !== undefined && twin.unit === value.unit && twin.value * twin.scale !== value.value * value.scale)
      return [value, twin];
  }
  return null;
}

function share(of: Set<string>, held: Set<string>): number {
  let shared = 0;
  for (const form of of) if (held.has(form)) shared++;
  return of.size === 0 ? 0 : shared / of.size;
}

function toQuote({ quoted }: Statement, value: NumberFact, n: number): Disagreement["quotes"][number] {
  const { text, version = 1, boxes = [], ...place } = quoted;
  return {
    ...place,
    version,
    boxes,
    n,
    quote: text,
    value: normaliseWithMap(text).text.slice(value.start, value.end),
    date: dateOf(quoted.documentName),
  };
}

/** A date that the document's name states: "2023-05-01 minutes.pdf", "Report 2022.pdf". */
function dateOf(name: string): string | null {
  return name.match(/(?<!\d)(?:19|20)\d\d(?:[-_. ]?(?:Q[1-4]|[01]\d(?:[-_.][0-3]\d)?))?(?!\d)/)?.[0] ?? null;
}

function wordsOf(text: string, forms: string[]): string {
  return contentWords(text)
    .filter((word) => forms.includes(word.form))
    .map((word) => text.slice(word.start, word.end))
    .join(" ");
}
