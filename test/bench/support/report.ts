/**
 * What the marks under sentences are worth, on other people's answers: docs/trust.md prints this table.
 * `FOOTNOTE_SHARED=../shared node test/bench/run.mjs support/report`
 */
import { toPassages, wordWeights } from "../../../lib/cite/align.ts";
import { choosePassages } from "../../../lib/cite/choose.ts";
import { readClaim } from "../../../lib/cite/claims.ts";
import { readExpertQa, readRagTruth, type SharedAnswer, sentencesOf, toSources } from "./shared-sets.ts";

interface Marked {
  answer: string;
  /** Null where experts found it borne out in part. */
  isTrue: boolean | null;
  support: string;
  score: number;
}

/** Sentences of the lowest scores that stand for a whole answer. */
const LOWEST = 3;

let [spentMs, sentences] = [0, 0];
const [ragTruth, expertQa] = [readRagTruth(), readExpertQa()];
for (const half of [0, 1] as const) {
  const marked = await markAll(ragTruth, half, false);
  const [right, wrong] = [marked.filter(({ isTrue }) => isTrue), marked.filter(({ isTrue }) => isTrue === false)];
  const supported = marked.filter(({ support }) => support === "supported");
  print(`RAGTruth-QA, half ${half}, ${marked.length} claims`, {
    "true called supported": share(right, (one) => one.support === "supported"),
    "of those called supported, hallucinated": share(supported, (one) => one.isTrue === false),
    "true called partial": share(right, (one) => one.support === "partial"),
    "true called contradicted": share(right, (one) => one.support === "contradicted"),
    "hallucinated called supported": share(wrong, (one) => one.support === "supported"),
    "AUROC of claims": auroc(
      right.map(({ score }) => score),
      wrong.map(({ score }) => score),
    ),
    "AUROC of whole answers": aurocOfAnswers(marked),
  });
  const claims = await markAll(expertQa, half, true);
  const [complete, less] = [claims.filter(({ isTrue }) => isTrue), claims.filter(({ isTrue }) => isTrue !== true)];
  print(`ExpertQA, half ${half}, ${claims.length} claims`, {
    "complete called supported": share(complete, (one) => one.support === "supported"),
    "complete called supported or partial": share(complete, (one) => /supported|partial/.test(one.support)),
    "complete called contradicted": share(complete, (one) => one.support === "contradicted"),
    AUROC: auroc(
      complete.map(({ score }) => score),
      less.map(({ score }) => score),
    ),
  });
}
console.log(`ten sentences: ${((10 * spentMs) / sentences).toFixed(0)} ms`);

/** Every claim of the answers of one half, marked as `cite` marks a sentence without markers. */
async function markAll(answers: SharedAnswer[], half: 0 | 1, isOneClaim: boolean): Promise<Marked[]> {
  const all: Marked[] = [];
  for (const one of answers.filter((answer) => answer.half === half)) {
    const began = performance.now();
    const passages = await toPassages(toSources(one.passages), async (id) => one.passages[Number(id)] ?? "");
    const weight = wordWeights(passages);
    const ranges = isOneClaim ? [{ start: 0, end: one.text.length }] : sentencesOf(one);
    for (const { start, end } of ranges) {
      const text = one.text.slice(start, end);
      const claim = isOneClaim ? text : readClaim(text);
      if (claim === null) continue;
      const check = choosePassages(claim, passages, passages, weight)?.check;
      const { support = "unverified", score = 0 } = check ?? {};
      all.push({ answer: one.id, isTrue: one.isTrue(start, end), support, score });
    }
    spentMs += performance.now() - began;
    sentences += ranges.length;
  }
  return all;
}

function aurocOfAnswers(marked: Marked[]): number {
  const byAnswer = new Map<string, Marked[]>();
  for (const one of marked) byAnswer.set(one.answer, [...(byAnswer.get(one.answer) ?? []), one]);
  const whole = [...byAnswer.values()].map((claims) => {
    const lowest = claims.map(({ score }) => score).sort((a, b) => a - b);
    const few = lowest.slice(0, LOWEST);
    return {
      isTrue: claims.every(({ isTrue }) => isTrue === true),
      score: few.reduce((a, b) => a + b, 0) / few.length,
    };
  });
  const scores = (isTrue: boolean) => whole.filter((one) => one.isTrue === isTrue).map(({ score }) => score);
  return auroc(scores(true), scores(false));
}

/** Probability that one of the first scores above one of the second; ties count half. */
function auroc(right: number[], wrong: number[]): number {
  let sum = 0;
  for (const r of right) for (const w of wrong) sum += r > w ? 1 : r === w ? 0.5 : 0;
  return sum / (right.length * wrong.length);
}

function share<T>(all: T[], holds: (one: T) => boolean): number {
  return all.length === 0 ? 0 : all.filter(holds).length / all.length;
}

function print(title: string, figures: Record<string, number>): void {
  console.log(title);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(42)} ${value.toFixed(3)}`);
}
