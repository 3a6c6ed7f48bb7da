import type { LlamaContextSequence, LlamaModel } from "node-llama-cpp";

/** Tokens per second of writing up to `tokens` tokens, for `longestMs` at most; null when not even two came. */
export async function measureWriting(
  model: LlamaModel,
  sequence: LlamaContextSequence,
  { tokens, longestMs }: { tokens: number; longestMs: number },
): Promise<number | null> {
  const started = performance.now();
  let firstAt = 0;
  let written = 0;
  let speed: number | null = null;
  for await (const _ of sequence.evaluate(model.tokenize(" It"), { temperature: 0, yieldEogToken: true })) {
    const now = performance.now();
    if (written++ === 0) firstAt = now;
    else speed = ((written - 1) * 1000) / (now - firstAt);
    if (written > tokens || now - started > longestMs) break;
  }
  return speed;
}
