/**
 * Token states of a batch → unit-length vectors: the mean over the real tokens (padding left out), or the first token's.
 * @param states `[texts × length × dimensions]`
 * @param lengths real tokens of each text
 * @returns `[texts × dimensions]`
 */
export function pool(
  states: Float32Array,
  lengths: number[],
  length: number,
  dimensions: number,
  how: "mean" | "cls",
): Float32Array[] {
  return lengths.map((real, text) => {
    const vector = new Float32Array(dimensions);
    const used = how === "cls" ? 1 : real;
    for (let token = 0; token < used; token++) {
      const at = (text * length + token) * dimensions;
      for (let d = 0; d < dimensions; d++) vector[d] = (vector[d] ?? 0) + (states[at + d] ?? 0);
    }
    return normalise(vector);
  });
}

/** Scales a vector to length 1, in place; a zero vector becomes the first unit vector, so that the length holds. */
export function normalise(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) {
    vector[0] = 1;
    return vector;
  }
  const scale = 1 / Math.sqrt(squares);
  for (let d = 0; d < vector.length; d++) vector[d] = (vector[d] ?? 0) * scale;
  return vector;
}
