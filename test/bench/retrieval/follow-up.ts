/**
 * How much of a follow-up's prompt is not in the prompt before it, by characters, in both prompt forms.
 * `node test/bench/run.mjs retrieval/follow-up`
 */
import { join } from "node:path";
import { type AnswerDeps, answer } from "../../../lib/answer/index.ts";
import { createScriptedGenerator } from "../../../lib/generate/index.ts";
import type { GenerateRequest, Generator } from "../../../lib/generate/types.ts";
import { createRetriever } from "../../../lib/retrieve/index.ts";
import { indexSet, openEmbedder } from "./index-set.ts";
import { readPdfFolder, shared } from "./sets.ts";

const PAIRS = [
  ["What does EPA plan against climate change?", "And what about its partners?"],
  ["How did DeepSeek-R1 score on AIME 2024?", "And on MATH-500?"],
  ["What will HHS do to reduce opioid overdoses?", "Who works with them on it?"],
  ["How does GSA want to use its buildings?", "Why?"],
  ["What is NARA's goal for digitised records?", "And by when will they be online?"],
] as const;

const embedder = await openEmbedder();
const set = await indexSet("samples", await readPdfFolder(join(shared, "samples")), embedder, "about");
for (const promptForm of ["r1", "plain"] as const) {
  let total = 0;
  let fresh = 0;
  for (const [first, second] of PAIRS) {
    const prompts = await promptsOf(promptForm, first, second);
    const [a = "", b = ""] = prompts;
    let same = 0;
    while (same < b.length && a[same] === b[same]) same++;
    total += b.length;
    fresh += b.length - same;
  }
  console.log(
    `${promptForm}: ${((100 * fresh) / total).toFixed(0)} % of a follow-up's prompt is new (${Math.round(total / PAIRS.length)} characters)`,
  );
}
await set.dispose();
await embedder.dispose();

async function promptsOf(promptForm: "r1" | "plain", ...questions: string[]): Promise<string[]> {
  const asked: GenerateRequest[] = [];
  const scripted = createScriptedGenerator([]);
  const generator: Generator = {
    ...scripted,
    info: async () => ({
      name: "",
      backend: "cpu",
      starter: false,
      contextSize: 4096,
      promptForm,
      promptTokensPerSecond: 200,
    }),
    countTokens: async (texts) => texts.map((text) => Math.ceil(text.length / 4)),
    async *generate(request) {
      asked.push(request);
      yield { type: "text", delta: "It does so by working with its partners." };
    },
  };
  const deps: AnswerDeps = {
    retriever: createRetriever({ embedder: () => embedder, store: set.store, documentsNamed: async () => [] }),
    embedder: () => null,
    generator,
    pageText: set.pageText,
    documentNames: async (ids) => new Map(ids.map((id) => [id, set.documentName(id)])),
    pending: async () => 0,
    unreadable: async () => [],
    keep: async () => true,
    newId: () => "bench",
    now: () => performance.now(),
    recentHits: new Map(),
    limits: { answerTokens: 512, thoughtTokens: 800 },
  };
  const history: { question: string; text: string }[] = [];
  for (const question of questions) {
    const request = {
      question,
      scope: { collectionIds: ["bench"] },
      conversationId: "v",
      history: [...history],
      signal: new AbortController().signal,
    };
    for await (const event of answer(deps, request)) {
      if (event.type === "finish") history.push({ question, text: event.answer.text });
    }
  }
  return asked.map((request) => request.messages.map((message) => message.content).join("\n"));
}
