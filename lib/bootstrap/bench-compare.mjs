/** Figures of two checkouts side by side, for `npm run bench -- --base FOLDER`. */

/** Every number in a result, by its path: `{ idle: { median: 3 } }` → `{ "idle.median": 3 }`. */
export function figuresOf(value, path = "") {
  if (typeof value === "number" && Number.isFinite(value)) return { [path]: value };
  if (typeof value !== "object" || value === null) return {};
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => figuresOf(inner, path === "" ? key : `${path}.${key}`)),
  );
}

/** The middle of several rounds, figure by figure; of an even number the lower of the two in the middle. */
export function medians(rounds) {
  const keys = new Set(rounds.flatMap((round) => Object.keys(round)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const values = rounds.map((round) => round[key]).filter((value) => value !== undefined);
      return [key, values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]];
    }),
  );
}

/** A row for each figure that both have: old, new, and new ÷ old. */
export function compare(oldRounds, newRounds) {
  const [before, after] = [oldRounds, newRounds].map((rounds) => medians(rounds.map((round) => figuresOf(round))));
  const rows = Object.keys(after).filter((key) => key in before);
  return Object.fromEntries(
    rows.map((key) => [
      key,
      {
        old: short(before[key]),
        new: short(after[key]),
        ratio: before[key] === 0 ? null : short(after[key] / before[key]),
      },
    ]),
  );
}

const short = (value) => Number(value.toPrecision(4));
