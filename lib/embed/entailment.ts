import { FootnoteError } from "../base/errors.ts";
import type { CrossEncoder } from "./types.ts";

/** Words of a document, and a sentence that is said to follow from them. */
export interface Claim {
  premise: string;
  sentence: string;
}

/** Probabilities that the sentence follows and that it cannot be true as well; what is left of 1 is neither. */
export interface Entailment {
  entailed: number;
  contradicted: number;
}

export interface EntailmentOptions {
  /** The cross-encoder once it is ready, else null. */
  model: () => CrossEncoder | null;
  /** Time one answer may take, ms. */
  timeLimitMs: number;
}

/**
 * Whether each claim's sentence follows from its premise, in the order of the claims, as many of the first as the time allows.
 * Null while the model is not there.
 * @throws FootnoteError `model_damaged` for a model that does not tell entailment and contradiction apart
 */
export function createEntailment({ model, timeLimitMs }: EntailmentOptions) {
  return async (claims: Claim[]): Promise<Entailment[] | null> => {
    const reader = model();
    if (reader === null || claims.length === 0) return null;
    const entailment = reader.labels.findIndex((label) => label.startsWith("entail"));
    const contradiction = reader.labels.findIndex((label) => label.startsWith("contradict"));
    if (entailment < 0 || contradiction < 0) {
      throw new FootnoteError(
        "model_damaged",
        `The model ${reader.name} does not tell entailment and contradiction apart.`,
        {
          hint: "Set NLI to a model for natural language inference, or to off.",
        },
      );
    }
    const judged = await reader.judge(
      claims.map(({ premise, sentence }) => [premise, sentence] as const),
      { timeLimitMs },
    );
    return judged.map((shares) => ({ entailed: shares[entailment] ?? 0, contradicted: shares[contradiction] ?? 0 }));
  };
}
