import { type Aligned, alignSentence, extendPassage, findSecond, type Passage } from "./align.ts";
import { checkSupport, contradicts, type SupportCheck } from "./support.ts";

/** Passages looked at more closely for each sentence. */
const CLOSER = 3;
/**
 * A passage with so much of the sentence is plainly the one that it speaks of: then one that holds clearly less does not bear it
 * out in its place, only because it happens to hold the name or figure that this one lacks.
 */
const PLAINLY = 0.65;
const NEARLY = 0.15;
/** How much better two passages together must bear a sentence out than one. */
const WORTH_TWO = 0.08;

/** The passages that bear a sentence out best, and how far they do. */
export interface Choice {
  passages: Aligned[];
  check: SupportCheck;
}

/** The passage that bears a sentence out best; two of them only where one alone does clearly less. */
export function choosePassages(
  claim: string,
  allowed: Passage[],
  all: Passage[],
  weight: (form: string) => number,
): Choice | null {
  const aligned = alignSentence(claim, allowed, weight, CLOSER);
  const [nearest] = aligned;
  const isPlain = nearest !== undefined && nearest.score >= PLAINLY;
  const closest = isPlain ? aligned.filter(({ score }) => score >= nearest.score - NEARLY) : aligned;
  const [best, ...others] = closest.map((one) => toChoice(one)).sort((a, b) => b.check.score - a.check.score);
  if (best === undefined) return null;
  if (best.check.support === "supported") return best;
  const [first] = best.passages;
  const pairs = first === undefined || (isPlain && best.check.lacksFacts) ? [] : [...joined(first), ...apart(first)];
  const [pair] = pairs.sort((a, b) => b.check.score - a.check.score);
  const chosen = pair !== undefined && pair.check.score >= best.check.score + WORTH_TWO ? pair : best;
  if (chosen.check.support === "supported") return chosen;
  const witnesses = all.map(({ witness }) => witness);
  const against = [best, ...others].find(({ passages: [one] }) => {
    return one !== undefined && contradicts(claim, one.passage.witness, witnesses);
  });
  return against === undefined ? chosen : { ...against, check: { ...against.check, support: "contradicted" } };

  function toChoice(...passages: Aligned[]): Choice {
    const witnesses = passages.map(({ passage }) => passage.witness);
    return { passages, check: checkSupport(claim, witnesses) };
  }

  /** With its neighbour on the page. */
  function joined(first: Aligned): Choice[] {
    const longer = extendPassage(claim, first, all, weight);
    return longer === first ? [] : [toChoice(longer)];
  }

  /** With one that stands elsewhere. */
  function apart(first: Aligned): Choice[] {
    const second = findSecond(claim, first.passage, allowed, weight);
    return second === null ? [] : [toChoice(first, { passage: second, score: 0 })];
  }
}
