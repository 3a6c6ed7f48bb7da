/** Issue 4, line 5: AUROC of the support check by kind. `node test/bench/run.mjs retrieval/support` */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { normaliseWithMap } from "../../../lib/base/text/index.ts";
import { checkSupport, SUPPORT_THRESHOLDS } from "../../../lib/cite/index.ts";
import { readSamplePages } from "../../fixtures/sample-pages.ts";
import { makePairs, type SupportPair } from "../../fixtures/support/make-pairs.ts";
import { openEmbedder } from "./index-set.ts";
import { cacheFolder } from "./sets.ts";

const pairs = makePairs(await readSamplePages());
const cosines = await similarities(pairs);
const byKind = new Map<string, { right: number[]; wrong: number[] }>();
const misses: string[] = [];
pairs.forEach((pair, index) => {
  const [right = null, wrong = null] = cosines === null ? [] : (cosines[index] ?? []);
  const good = checkSupport(pair.supported, pair.source.quote, right);
  const bad = checkSupport(pair.unsupported, pair.source.quote, wrong);
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

async function similarities(all: SupportPair[]): Promise<[number, number][] | null> {
  if (process.argv.includes("--words")) return null;
  const file = join(cacheFolder, `support-${all.length}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const embedder = await openEmbedder();
  const texts = all.flatMap((pair) => [pair.supported, pair.unsupported, normaliseWithMap(pair.source.quote).text]);
  const vectors = await embedder.embed(texts, "passage");
  await embedder.dispose();
  const dot = (a?: Float32Array, b?: Float32Array) =>
    Array.from(a ?? []).reduce((sum, value, index) => sum + value * (b?.[index] ?? 0), 0);
  const made = all.map((_, i): [number, number] => [
    dot(vectors[3 * i], vectors[3 * i + 2]),
    dot(vectors[3 * i + 1], vectors[3 * i + 2]),
  ]);
  writeFileSync(file, JSON.stringify(made));
  return made;
}
