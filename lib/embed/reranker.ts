import type { CrossEncoder } from "./types.ts";

export interface RerankerOptions {
  /** The cross-encoder once it is ready, else null. */
  model: () => CrossEncoder | null;
  /** Time one question may take, ms. */
  timeLimitMs: number;
}

/**
 * How well each text answers a question, 0…1: as many of the first texts as the time allows, so that the result may be shorter
 * than the texts. Null while the model is not there.
 * @throws FootnoteError `model_damaged`
 */
export function createReranker({ model, timeLimitMs }: RerankerOptions) {
  return async (question: string, texts: string[]): Promise<number[] | null> => {
    const reader = model();
    if (reader === null || texts.length === 0) return null;
    const judged = await reader.judge(
      texts.map((text) => [question, text] as const),
      { timeLimitMs },
    );
    return judged.map(([score = 0]) => score);
  };
}
