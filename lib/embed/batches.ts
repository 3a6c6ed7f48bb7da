/** A batch for the runtime: which texts, all padded to `length` tokens. */
export interface Batch {
  indexes: number[];
  length: number;
}

/** Texts of a batch at most, tokens of a batch at most: measured best on 2 cores, and memory grows with both. */
const MAX_TEXTS = 8;
const MAX_TOKENS = 512;
/** Padding of a batch at most, as a share of it. */
const MAX_PADDING = 0.05;

/** Groups texts of like length, longest first, so that the largest allocation comes once and padding stays under 5 %. */
export function planBatches(lengths: number[]): Batch[] {
  const order = lengths.map((_, index) => index).sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);
  const batches: Batch[] = [];
  for (const index of order) {
    const length = lengths[index] ?? 0;
    const open = batches.at(-1);
    const fits =
      open !== undefined &&
      open.indexes.length < MAX_TEXTS &&
      open.length * (open.indexes.length + 1) <= MAX_TOKENS &&
      length >= open.length * (1 - MAX_PADDING);
    if (fits) open.indexes.push(index);
    else batches.push({ indexes: [index], length });
  }
  return batches;
}
