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
 * They are released in the order of their sequences: llama.cpp computes a batch at once only as far as the numbers of its
 * sequences rise without a gap (`llama_batch_allocr::split_equal`, each sequence with its own cache); 4 sequences out of
 * order become up to 4 batches.
 */
export class BatchBarrier {
  #members = 0;
  #waiting: { sequence: number; release: () => void }[] = [];

  /** Takes part from now on. `sequence`: the place of the answer's sequence among all of the context, from 0. */
  join(sequence: number): BarrierPart {
    this.#members++;
    return {
      arrive: () => {
        if (this.#members <= 1) return undefined;
        return new Promise((release) => {
          this.#waiting.push({ sequence, release });
          this.#releaseWhenComplete();
        });
      },
      leave: () => {
        this.#members--;
        this.#releaseWhenComplete();
      },
    };
  }

  #releaseWhenComplete(): void {
    if (this.#waiting.length < this.#members) return;
    const waiting = this.#waiting.sort((a, b) => a.sequence - b.sequence);
    this.#waiting = [];
    // In a microtask: the last to arrive does not await its promise yet, and would continue after all the others.
    queueMicrotask(() => {
      for (const { release } of waiting) release();
    });
  }
}
