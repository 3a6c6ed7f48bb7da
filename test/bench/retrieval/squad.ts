/**
 * Issue 4, lines 3 and 4, on SQuAD 2.0 with paragraphs as documents: the answer among the evidence, and refusal of questions
 * about articles that were left out. `node test/bench/run.mjs retrieval/squad [every]`
 */
import { assessRelevance, createRetriever, rankEvidence } from "../../../lib/retrieve/index.ts";
import { indexSet, openEmbedder } from "./index-set.ts";
import { readSquad } from "./sets.ts";

const every = Number(process.argv[2] ?? 4);
const { documents, questions } = readSquad();
const embedder = await openEmbedder();
const set = await indexSet("squad", documents, embedder, "about");
const retriever = createRetriever({ embedder: () => embedder, store: set.store, documentsNamed: async () => [] });

/** Articles fall into two halves; each half is asked about with itself in the collection, then with only the other. */
const articles = [...new Set(questions.map((question) => question.article))];
const half = new Map(articles.map((article, index) => [article, index % 2]));
const scopeWithout = (side: number) => ({
  collectionIds: ["bench"],
  documentIds: documents.filter((one) => half.get(one.id.replace(/_\d+$/, "")) !== side).map((one) => one.id),
});

const asked = questions.filter((question) => !question.impossible).filter((_, index) => index % every === 0);
const inside: number[] = [];
const outside: number[] = [];
const sides: number[] = [];
const verdicts = { inside: 0, outside: 0 };
let held = 0;
let atOne = 0;
for (const { question, article, answers } of asked) {
  const side = half.get(article) ?? 0;
  sides.push(side);
  const present = await ask(question, scopeWithout(1 - side));
  if (present.evidence.some((item) => answers.some((answer) => item.text.includes(answer)))) held++;
  else if (process.argv.includes("--misses"))
    console.log(`- ${question} [${answers[0]}] ${present.evidence[0]?.text.slice(0, 90)}`);
  if (answers.some((answer) => present.evidence[0]?.text.includes(answer))) atOne++;
  inside.push(present.score);
  verdicts.inside += present.relevant ? 0 : 1;
  const absent = await ask(question, scopeWithout(side));
  outside.push(absent.score);
  verdicts.outside += absent.relevant ? 0 : 1;
}
console.log(`questions ${asked.length}`);
console.log(
  `answer in the five evidence sentences ${(held / asked.length).toFixed(3)}, in the first ${(atOne / asked.length).toFixed(3)}`,
);
console.log(
  `refused: article left out ${(verdicts.outside / asked.length).toFixed(3)}, article there ${(verdicts.inside / asked.length).toFixed(3)}`,
);
const sorted = [...outside].sort((a, b) => a - b);
for (const share of [0.9, 0.95, 0.97, 0.99]) {
  const threshold = sorted[Math.floor(share * sorted.length)] ?? 0;
  console.log(
    `threshold ${threshold.toFixed(3)} refuses ${share} of those left out and ${(inside.filter((score) => score < threshold).length / inside.length).toFixed(3)} of those there`,
  );
}
// What the threshold is worth on articles that it was not chosen on.
for (const side of [0, 1]) {
  const of = (scores: number[], wanted: number) => scores.filter((_, index) => sides[index] === wanted);
  const chosen = of(outside, side).sort((a, b) => a - b);
  const threshold = chosen[Math.floor(0.96 * chosen.length)] ?? 0;
  const refused = (scores: number[]) => scores.filter((score) => score < threshold).length / scores.length;
  console.log(
    `threshold ${threshold.toFixed(3)} chosen on one half of the articles refuses, of the other half, ${refused(of(outside, 1 - side)).toFixed(3)} of those left out and ${refused(of(inside, 1 - side)).toFixed(3)} of those there`,
  );
}
await set.dispose();
await embedder.dispose();

async function ask(question: string, scope: { collectionIds: string[]; documentIds: string[] }) {
  const { hits, vector } = await retriever.retrieve({ query: question, scope, limit: 24 });
  const ranked = await rankEvidence(
    { question, hits, vector },
    { embedder: () => embedder, pageText: set.pageText, documentName: set.documentName },
  );
  return {
    evidence: ranked.evidence,
    ...assessRelevance({ question, hits, ranked, fingerprint: embedder.fingerprint }),
  };
}
