/** Longest repeated passage that is looked for, tokens. */
const longestPeriod = 160;
/** A passage must have come again for this many tokens before it counts. */
const shortestRun = 48;
/** So often a passage must have come again: thinking goes back over things, an answer has no reason to. */
const returns = { thought: 3, answer: 2 };
/** Window and n for the looser test: almost every n-gram of the window has been written before. */
const windowSize = 256;
const gram = 6;
const repeatedShare = 0.85;

/**
 * Finds out that a model is repeating itself: either the same tokens over and over (any period up to 160), or a window
 * of 256 tokens of which 85 % of the 6-grams were written before (the same sentences in another order).
 * Costs about 160 comparisons a token.
 */
export class LoopDetector {
  readonly #tokens: number[] = [];
  readonly #runs = new Uint32Array(longestPeriod + 1);
  readonly #seen = new Map<string, number>();
  readonly #repeats: boolean[] = [];
  #repeatsInWindow = 0;

  /** Takes the next token; true when it completes a loop. */
  push(token: number, part: keyof typeof returns): boolean {
    const tokens = this.#tokens;
    tokens.push(token);
    const last = tokens.length - 1;
    let looping = false;
    for (let period = 1; period <= longestPeriod && period <= last; period++) {
      const run = tokens[last - period] === token ? (this.#runs[period] ?? 0) + 1 : 0;
      this.#runs[period] = run;
      if (run >= Math.max(shortestRun, period * returns[part])) looping = true;
    }
    return this.#manyKnownGrams() || looping;
  }

  #manyKnownGrams(): boolean {
    if (this.#tokens.length < gram) return false;
    const key = this.#tokens.slice(-gram).join(",");
    const repeated = this.#seen.has(key);
    this.#seen.set(key, 1);
    this.#repeats.push(repeated);
    if (repeated) this.#repeatsInWindow++;
    if (this.#repeats.length > windowSize && this.#repeats.shift()) this.#repeatsInWindow--;
    return this.#repeats.length >= windowSize && this.#repeatsInWindow >= windowSize * repeatedShare;
  }
}
