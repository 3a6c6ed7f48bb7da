/** One answer's part in the common steps. */
export interface BarrierPart {
  /** Call before each step: waits until every other one is there; nothing to wait for when alone. */
  arrive(): Promise<void> | undefined;
  /** Ends the part taken. */
  leave(): void;
}

/**
 * Lets several answers take their steps together, so that llama.cpp decodes one token of each in one batch.
 *
 * node-llama-cpp starts its next batch as soon as one sequence has asked for it; the others, still waiting for their
 * sampled token, then go into a batch of their own, and two small batches take nearly twice as long as one.
 *
 * They set off in the order of their sequences: llama.cpp computes a batch in one go only as far as the sequences in it
 * follow one another (`llama_batch_allocr::split_equal` where each has its own cache); 4 in disorder fall into up to 4.
 */
export class BatchBarrier {
  #members = 0;
  #waiting: { sequence: number; go: () => void }[] = [];

  /** Takes part from now on. `sequence`: the place of the answer's sequence among all of the context, from 0. */
  join(sequence: number): BarrierPart {
    this.#members++;
    return {
      arrive: () => {
        if (this.#members <= 1) return undefined;
        return new Promise((go) => {
          this.#waiting.push({ sequence, go });
          this.#goWhenComplete();
        });
      },
      leave: () => {
        this.#members--;
        this.#goWhenComplete();
      },
    };
  }

  #goWhenComplete(): void {
    if (this.#waiting.length < this.#members) return;
    const waiting = this.#waiting.sort((a, b) => a.sequence - b.sequence);
    this.#waiting = [];
    // Not at once: the last to arrive does not wait for its promise yet, and would set off after all others.
    queueMicrotask(() => {
      for (const { go } of waiting) go();
    });
  }
}
