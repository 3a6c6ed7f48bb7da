import { normaliseWithMap } from "../base/text/index.ts";
import type { Citation, Sentence } from "../base/types.ts";
import { toPassages } from "./align.ts";
import type { Choice } from "./choose.ts";
import { createNumbering } from "./numbering.ts";
import { type CiteRequest, readClaims, supportOf } from "./read-claims.ts";
import { type Checked, revise, type SupportChecks } from "./support-checks.ts";

export { detectDecline } from "./declines.ts";
export { findDisagreements, type Quoted } from "./disagree.ts";
export { citationGrammar } from "./grammar.ts";
export { type CitationParser, createCitationParser, type Marker, type ParsedText } from "./markers.ts";
export type { CiteRequest } from "./read-claims.ts";
export { checkSupport, readWitness, SUPPORT_THRESHOLDS } from "./support.ts";
export type { SupportChecks } from "./support-checks.ts";

export interface CiteOptions extends SupportChecks {
  pageText: (documentId: string, page: number) => Promise<string>;
}

export interface Cited {
  sentences: Sentence[];
  citations: Citation[];
}

/**
 * Gives each sentence of an answer that claims something its citations and its support; questions, greetings, headings and
 * what the answer says of itself are left out. A citation's quote is the shortest passage of the cited source that bears the
 * sentence out, cut exactly from the page. Sentences left bare get the best passage of any source when it is good enough
 * (`matched`), and so do those whose cited source does not bear them out while another does.
 */
export async function cite(request: CiteRequest, options: CiteOptions): Promise<Cited> {
  const pageText = readOnce(options.pageText);
  const passages = await toPassages(request.sources, pageText);
  const claimed = readClaims(request, passages);
  const numbering = createNumbering(pageText);
  const support = await revise(
    claimed.map(({ claim, choices }) => asChecked(claim, choices)),
    options,
  );
  const sentences: Sentence[] = [];
  for (const [index, { text, start, end, claim, choices, matched }] of claimed.entries()) {
    sentences.push({
      text,
      start,
      end,
      support: support[index] ?? supportOf(choices),
      missing: missingOf(choices),
      citations: await numbering.numbers(
        claim,
        choices.flatMap((choice) => choice.passages),
      ),
      matched,
    });
  }
  return { sentences, citations: numbering.citations };
}

/** Each page is read a single time, so that what was compared is what is quoted. */
function readOnce(pageText: CiteOptions["pageText"]): CiteOptions["pageText"] {
  const pages = new Map<string, Promise<string>>();
  return (documentId, page) => {
    const key = `${documentId}:${page}`;
    const text = pages.get(key) ?? pageText(documentId, page);
    pages.set(key, text);
    return text;
  };
}

function bestOf(choices: Choice[]): Choice | undefined {
  const support = supportOf(choices);
  return choices.find(({ check }) => check.support === support);
}

/** What the best of its quotes does not bear out. */
function missingOf(choices: Choice[]): string[] {
  return bestOf(choices)?.check.missing ?? [];
}

/** A sentence and the best of its quotes, with the words before it that may name what the quote calls "it". */
function asChecked(sentence: string, choices: Choice[]): Checked {
  const best = bestOf(choices);
  const quotes = best?.passages.map(({ passage }) => passage.text).join("\n") ?? "";
  const context = best?.passages[0]?.passage.context ?? "";
  return {
    sentence,
    premise: normaliseWithMap(`${context}\n${quotes}`).text.trim(),
    support: supportOf(choices),
    lacksFacts: best?.check.lacksFacts ?? false,
  };
}
