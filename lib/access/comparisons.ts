import type { Comparison, ComparisonSummary, Comparisons, Preference, PreferenceTotal } from "../catalog/index.ts";
import { FootnoteError } from "../errors.ts";
import type { Person } from "./person.ts";

/** A person's own comparisons and what they preferred. */
export function createGuardedComparisons({ comparisons }: { comparisons: Comparisons }) {
  const missing = () =>
    new FootnoteError("not_found", "There is no such comparison.", {
      hint: "It may have been deleted. Reload the page.",
    });
  return {
    list: (person: Person): Promise<ComparisonSummary[]> => comparisons.list(person.id),

    totals: (person: Person): Promise<PreferenceTotal[]> => comparisons.totals(person.id),

    async get(person: Person, id: string): Promise<Comparison> {
      const found = await comparisons.get(id, person.id);
      if (found === null) throw missing();
      return found;
    },

    async prefer(person: Person, id: string, preference: Preference | null): Promise<void> {
      if (!(await comparisons.prefer(id, person.id, preference))) throw missing();
    },

    async remove(person: Person, id: string): Promise<void> {
      if (!(await comparisons.remove(id, person.id))) throw missing();
    },
  };
}
