/** What a prompt may cost on this machine. All but `promptTokensPerSecond` in tokens. */
export interface PromptLimits {
  contextSize: number;
  /** Room kept for thinking and answer. */
  thoughtTokens: number;
  answerTokens: number;
  /** Tokens of everything but the sources: instructions, question, history. */
  frameTokens: number;
  /** Tokens read per second; null until measured, and then only the context limits. */
  promptTokensPerSecond: number | null;
  /** Time a prompt may take to be read, ms. */
  firstTokenTargetMs: number;
}

/** First token of a typical question within 8 s on a CPU and 1.5 s on a GPU. */
export const FIRST_TOKEN_TARGET_MS = { cpu: 8000, gpu: 1500 } as const;

/** For the chat template's own tokens, which no count of ours sees. */
const TEMPLATE_TOKENS = 64;

/** Tokens that the sources may have together; can be 0 or less when the context is too small for any. */
export function sourceBudget(limits: PromptLimits): number {
  const room = limits.contextSize - limits.thoughtTokens - limits.answerTokens;
  const inTime =
    limits.promptTokensPerSecond === null
      ? Infinity
      : (limits.promptTokensPerSecond * limits.firstTokenTargetMs) / 1000;
  return Math.floor(Math.min(room, inTime) - limits.frameTokens - TEMPLATE_TOKENS);
}

/**
 * So many go in however slow the machine is said to be: with one the right page is missed in three questions of ten (page
 * hit at 1 is 0.68), and a measured speed may be a busy moment's.
 */
export const LEAST_PASSAGES = 4;

/**
 * How many of the ranked chunks go into the prompt: whole chunks until the budget is spent. The first four go in whenever the
 * context can hold them: an answer that starts late is better than one without its source.
 * @param roomTokens what the context can hold, time left aside
 * @param least chunks that go in whatever the budget says
 */
export function countFitting(
  chunkTokens: number[],
  budget: number,
  roomTokens: number,
  least = LEAST_PASSAGES,
): number {
  let spent = 0;
  let count = 0;
  for (const tokens of chunkTokens) {
    const allowed = count < least ? roomTokens : budget;
    if (spent + tokens > allowed) break;
    spent += tokens;
    count++;
  }
  return count;
}
