/**
 * Lets several answers take their steps together, so that llama.cpp decodes one token of each in one batch.
 *
 * node-llama-cpp starts its next batch as soon as one sequence has asked for it; the others, still waiting for their
 * sampled token, then go into a batch of their own, and two small batches take nearly twice as long as one.
 */
export class Lockstep {
  #members = 0;
  #waiting: (() => void)[] = [];

  /** Takes part from now on; the function returned ends that. */
  join(): () => void {
    this.#members++;
    return () => {
      this.#members--;
      this.#goWhenComplete();
    };
  }

  /** Call before each step: waits until every member is there; nothing to wait for when alone. */
  arrive(): Promise<void> | undefined {
    if (this.#members <= 1) return undefined;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#goWhenComplete();
    });
  }

  #goWhenComplete(): void {
    if (this.#waiting.length < this.#members) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}
