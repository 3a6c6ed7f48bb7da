/** Issue 4, line 5: AUROC of the support check by kind. `node test/bench/run.mjs retrieval/support` */
import { toPassages, wordWeights } from "../../../lib/cite/align.ts";
import { choosePassages } from "../../../lib/cite/choose.ts";
import { checkSupport, readWitness, SUPPORT_THRESHOLDS } from "../../../lib/cite/index.ts";
import { readSamplePages } from "../../fixtures/sample-pages.ts";
import { makePairs } from "../../fixtures/support/make-pairs.ts";
import { toSources } from "../support/shared-sets.ts";

const pages = await readSamplePages();
const pairs = makePairs(pages);
const byKind = new Map<string, { right: number[]; wrong: number[] }>();
const misses: string[] = [];
pairs.forEach((pair) => {
  const good = checkSupport(pair.supported, [readWitness(pair.source.quote)]);
  const bad = checkSupport(pair.unsupported, [readWitness(pair.source.quote)]);
  for (const name of [pair.kind, pair.kind === "other-document" ? "" : "all changes"]) {
    const scores = byKind.get(name) ?? { right: [], wrong: [] };
    scores.right.push(good.score);
    scores.wrong.push(bad.score);
    byKind.set(name, scores);
  }
  if (bad.support === "supported" || good.support === "unverified") {
    misses.push(
      `${pair.id} ${pair.form} good ${good.score.toFixed(2)} ${good.missing.join()} bad ${bad.score.toFixed(2)} ${bad.missing.join()}\n  + ${pair.supported}\n  - ${pair.unsupported}\n  " ${pair.source.quote.replace(/\n/g, " ")}`,
    );
  }
});
byKind.delete("");
/** The same false sentences before a whole page, where what was put in may stand in another sentence. */
let passed = 0;
let changed = 0;
for (const pair of pairs.filter(({ kind }) => kind !== "other-document")) {
  const text = pages.get(pair.source.document)?.[pair.source.page - 1] ?? "";
  const passages = await toPassages(toSources([text]), async () => text);
  const choice = choosePassages(pair.unsupported, passages, passages, wordWeights(passages));
  changed++;
  if (choice?.check.support === "supported") {
    passed++;
    misses.push(`page ${pair.kind} - ${pair.unsupported}`);
  }
}
console.log(`before a whole page: ${passed} of ${changed} false sentences called supported`);
console.log("kind            pairs  AUROC   true supported/partial/unverified   false supported/partial/unverified");
for (const [kind, { right, wrong }] of byKind) {
  console.log(
    kind.padEnd(15),
    String(right.length).padEnd(6),
    auroc(right, wrong).toFixed(4),
    " ",
    levels(right),
    " ",
    levels(wrong),
  );
}
if (process.argv.includes("--misses")) console.log(misses.join("\n"));

function levels(scores: number[]): string {
  const supported = scores.filter((score) => score >= SUPPORT_THRESHOLDS.supported).length;
  const partial = scores.filter((score) => score >= SUPPORT_THRESHOLDS.partial).length - supported;
  return `${supported}/${partial}/${scores.length - supported - partial}`;
}

/** Probability that a true sentence scores above a false one; ties count half. */
function auroc(right: number[], wrong: number[]): number {
  let sum = 0;
  for (const r of right) for (const w of wrong) sum += r > w ? 1 : r === w ? 0.5 : 0;
  return sum / (right.length * wrong.length);
}
