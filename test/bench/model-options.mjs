/**
 * What node-llama-cpp's options are worth on this machine: prompt and answer speed of each, as a ratio to the defaults in
 * the same round, medians over the rounds. Rounds go through all variants, so that all see the same machine.
 *
 *   node test/bench/model-options.mjs [speed|long|lookup] [--runs 5] [--model FILE]
 *
 * speed: prompts of 650 tokens, answers of 96. long: prompts of 2,000 tokens, where attention and cache types count.
 * lookup: drafts from the prompt (InputLookupTokenPredictor), for an answer that quotes and for one that does not.
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { getLlama, InputLookupTokenPredictor, LlamaLogLevel, resolveChatWrapper } from "node-llama-cpp";

process.env.UV_THREADPOOL_SIZE ??= "1"; // before the first use of the pool; the model process is started with it
const root = fileURLToPath(new URL("../..", import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "5" },
    model: { type: "string", default: `${root}data/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf` },
  },
});

const cores = availableParallelism();
const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error, maxThreads: cores });
const model = await llama.loadModel({ modelPath: values.model });
const wrapper = resolveChatWrapper(model);

const facts = (count, run) =>
  Array.from(
    { length: count },
    (_, n) => `Note ${run}.${n}: the pump in hall ${n} was checked, found dry and filled again by the night shift.`,
  ).join(" ");
const story = (count) => (run) => `Session ${run}. ${facts(count, run)} Write a long story about the night shift.`;
const passage =
  "The lessee shall return the equipment in the condition in which it was received, fair wear and tear excepted, within fourteen days after the end of the term, at the place named in schedule B, and shall bear the cost of carriage and of insurance until the lessor has confirmed in writing that it has arrived complete.";
const quote = (run) =>
  `Session ${run}. ${facts(8, run)} Clause 12: "${passage}" ${facts(8, run + 100)}\nRepeat clause 12 word for word.`;

const greedy = { temperature: 0, topK: 40, topP: 0.95 };
const threads = (count) => ({ context: { threads: { ideal: count, min: count } } });
const kvCache = (type) => ({ experimentalKvCacheKeyType: type, experimentalKvCacheValueType: type });
const suites = {
  speed: {
    prompt: story(24),
    tokens: 96,
    variants: {
      defaults: {},
      "batch 128": { context: { batchSize: 128 } },
      "batch 256": { context: { batchSize: 256 } },
      "batch 1024": { context: { batchSize: 1024 } },
      "flash attention on": { context: { flashAttention: true } },
      "flash attention off": { context: { flashAttention: false } },
      "threads: one fewer": threads(Math.max(1, cores - 1)),
      "threads: one more": threads(cores + 1),
      "sampler: 0.6, top-k 40, top-p 0.95": { sampler: { temperature: 0.6, topK: 40, topP: 0.95, seed: 1 } },
      "sampler: 0.6, top-p 0.95 alone": { sampler: { temperature: 0.6, topK: 0, topP: 0.95, seed: 1 } },
    },
  },
  long: {
    prompt: story(78),
    tokens: 48,
    variants: {
      defaults: {},
      "batch 1024": { context: { batchSize: 1024 } },
      "flash attention off": { context: { flashAttention: false } },
      "cache Q8_0": { context: { flashAttention: true, ...kvCache("Q8_0") } },
      "cache Q4_0": { context: { flashAttention: true, ...kvCache("Q4_0") } },
    },
  },
  lookup: {
    prompt: quote,
    tokens: 96,
    variants: {
      "quoting, defaults": {},
      "quoting, drafts of 3 after 2": { drafts: { patternLength: { min: 2 }, predictionLength: { max: 3 } } },
      "quoting, drafts of 8 after 3": { drafts: { patternLength: { min: 3 }, predictionLength: { max: 8 } } },
      "story, defaults": { prompt: story(16) },
      "story, drafts of 3 after 2": {
        prompt: story(16),
        drafts: { patternLength: { min: 2 }, predictionLength: { max: 3 } },
      },
      "story, drafts of 8 after 3": {
        prompt: story(16),
        drafts: { patternLength: { min: 3 }, predictionLength: { max: 8 } },
      },
    },
  },
};

async function measure(suite, { prompt = suite.prompt, context: options = {}, sampler = greedy, drafts }, run) {
  const context = await model.createContext({ contextSize: 4096, ...options });
  const tokenPredictor = drafts && new InputLookupTokenPredictor(drafts);
  const sequence = context.getSequence(tokenPredictor ? { tokenPredictor } : {});
  const history = [
    { type: "user", text: prompt(run) },
    { type: "model", response: [] },
  ];
  const input = wrapper.generateContextState({ chatHistory: history }).contextText.tokenize(model.tokenizer);
  const warm = sequence.evaluate(model.tokenize("Warm up."), sampler);
  await warm.next();
  await warm.return();
  await sequence.clearHistory();
  tokenPredictor?.updateInputTokens(input); // node-llama-cpp's chat classes do this; without it nothing is drafted
  const started = performance.now();
  let first = 0;
  let last = 0;
  let count = 0;
  for await (const _ of sequence.evaluate(input, sampler)) {
    last = performance.now();
    if (count++ === 0) first = last;
    if (count >= suite.tokens) break;
  }
  await context.dispose();
  return { prompt: (input.length * 1000) / (first - started), answer: ((count - 1) * 1000) / (last - first), count };
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const suite = suites[positionals[0] ?? "speed"];
const names = Object.keys(suite.variants);
const rows = [];
for (let run = 0; run <= Number(values.runs); run++) {
  const row = {};
  for (const name of run % 2 ? names : names.toReversed()) row[name] = await measure(suite, suite.variants[name], run);
  if (run > 0) rows.push(row);
}
console.table(
  Object.fromEntries(
    names.map((name) => {
      const base = names.findLast((one, at) => one.endsWith("defaults") && at <= names.indexOf(name));
      const of = (key) => ({
        speed: median(rows.map((row) => row[name][key])),
        ratio: median(rows.map((row) => row[name][key] / row[base][key])),
        // On a machine with other work the medians wander; the best runs are those that were left alone.
        best: Math.max(...rows.map((row) => row[name][key])) / Math.max(...rows.map((row) => row[base][key])),
      });
      const [prompt, answer] = [of("prompt"), of("answer")];
      return [
        name,
        {
          "prompt tokens/s": Math.round(prompt.speed),
          "prompt ratio": prompt.ratio.toFixed(3),
          "of the best": prompt.best.toFixed(3),
          "answer tokens/s": Math.round(answer.speed),
          "answer ratio": answer.ratio.toFixed(3),
          "of the best ": answer.best.toFixed(3),
          tokens: rows[0][name].count,
        },
      ];
    }),
  ),
);
await llama.dispose();
