import type { Support } from "../base/types.ts";
import type { Claim, Entailment } from "../embed/index.ts";

/** Models that may say more about a sentence's support than `checkSupport` can; each null while it is not there. */
export interface SupportChecks {
  /** A model for natural language inference; as many of the first claims as it had time for. */
  entail?: ((claims: Claim[]) => Promise<Entailment[] | null>) | undefined;
  /** The answering model itself: how likely the passage bears the sentence out, 0…1; for the first claims it had time for. */
  decide?: ((claims: Claim[]) => Promise<number[] | null>) | undefined;
}

/** A sentence with what it cites, as the check of words and facts left it. */
export interface Checked extends Claim {
  support: Support;
  /** True when a number, date, name or denial of the sentence is not in the quote: then nothing raises its support. */
  lacksFacts: boolean;
}

/**
 * Set by reasoning, not measured: no weights of an NLI model or of R1 were at hand (docs/decisions/0017-nli-check.md). A
 * result has to be clear to change anything, and clearer still to take a sentence's support away altogether.
 */
const CLEAR = 0.9;
const LIKELY = 0.5;
const YES = 0.8;
const NO = 0.2;

/**
 * Revises the support of sentences by the models that are there. Only sentences that cite something and are not unsupported
 * anyway are looked at; the answering model is asked only about those that are still partial.
 */
export async function revise(sentences: Checked[], { entail, decide }: SupportChecks): Promise<Support[]> {
  const revised = sentences.map((sentence) => sentence.support);
  const claimed = sentences.map((_, index) => index).filter((index) => revised[index] !== "unverified");
  await apply(claimed, entail, (sentence, entailment) => byEntailment(sentence, entailment));
  const partial = claimed.filter((index) => revised[index] === "partial");
  await apply(partial, decide, (sentence, yes) => byDecision(sentence, yes));
  return revised;

  async function apply<T>(
    indexes: number[],
    ask: ((claims: Claim[]) => Promise<T[] | null>) | undefined,
    revision: (sentence: Checked, result: T) => Support,
  ): Promise<void> {
    if (ask === undefined || indexes.length === 0) return;
    const asked = indexes.flatMap((index) => sentences[index] ?? []);
    const results = await ask(asked.map(({ premise, sentence }) => ({ premise, sentence })));
    for (const [at, result] of (results ?? []).entries()) {
      const [index, sentence] = [indexes[at], asked[at]];
      if (index !== undefined && sentence !== undefined) revised[index] = revision(sentence, result);
    }
  }
}

/** A contradiction lowers, however many words agree; an entailment raises what lacks no fact. */
export function byEntailment({ support, lacksFacts }: Checked, { entailed, contradicted }: Entailment): Support {
  if (contradicted >= CLEAR) return "contradicted";
  if (contradicted >= LIKELY) return "partial";
  return support === "partial" && entailed >= CLEAR && !lacksFacts ? "supported" : support;
}

/** Only for what is partial: a clear yes raises what lacks no fact, a clear no takes the support away. */
export function byDecision({ support, lacksFacts }: Checked, yes: number): Support {
  if (yes <= NO) return "unverified";
  return yes >= YES && !lacksFacts ? "supported" : support;
}
