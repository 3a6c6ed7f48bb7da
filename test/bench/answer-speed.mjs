/**
 * Answer and prompt speed of the model process, HTTP and SSE included, against a bare node-llama-cpp loop
 * (`sequence.evaluate`) in a process that was started with UV_THREADPOOL_SIZE=1 too. Runs alternate, so that both see
 * the same machine. Needs `dist/` (npm run build) and an answer model.
 *
 *   node test/bench/answer-speed.mjs [--runs 7] [--tokens 128] [--server dist/model-server.mjs] [--json FILE]
 *
 * Exported for `npm run bench`: `measureAnswerSpeed(options)`.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const threads = { UV_THREADPOOL_SIZE: "1" };

/** Another beginning each run, so that no prefix is reused; about 600 tokens. */
function makePrompt(run) {
  const facts = Array.from(
    { length: 24 },
    (_, n) => `Note ${run}.${n}: the pump in hall ${n} was checked, found dry and filled again by the night shift.`,
  );
  return `Session ${run}. ${facts.join(" ")} Write a long story about the night shift.`;
}

/** The bare loop, run as `node answer-speed.mjs --bare`: one JSON request a line in, one JSON result a line out. */
async function bareLoop() {
  const { getLlama, LlamaLogLevel, resolveChatWrapper } = await import("node-llama-cpp");
  // maxThreads: node-llama-cpp takes at least 4 otherwise, and threads that share a core stall each other.
  const llama = await getLlama({
    gpu: false,
    build: "never",
    logLevel: LlamaLogLevel.error,
    maxThreads: availableParallelism(),
  });
  const model = await llama.loadModel({ modelPath: process.env.BENCH_MODEL });
  const context = await model.createContext({ contextSize: 4096 });
  const sequence = context.getSequence();
  const wrapper = resolveChatWrapper(model);
  console.log(JSON.stringify({ ready: true }));
  for await (const line of createInterface({ input: process.stdin })) {
    const { prompt, tokens } = JSON.parse(line);
    const history = [
      { type: "user", text: prompt },
      { type: "model", response: [] },
    ];
    // From text to the first token on both sides: the server tokenises and clears its sequence too.
    const started = performance.now();
    const input = wrapper.generateContextState({ chatHistory: history }).contextText.tokenize(model.tokenizer);
    await sequence.clearHistory();
    let first = 0;
    let count = 0;
    for await (const _ of sequence.evaluate(input, { temperature: 0, topP: 0.95, topK: 40 })) {
      if (count === 0) first = performance.now();
      if (++count >= tokens) break;
    }
    const ended = performance.now();
    console.log(
      JSON.stringify({ count, promptTokens: input.length, promptMs: first - started, answerMs: ended - first }),
    );
  }
}

function startBare(model) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--bare"], {
    env: { ...process.env, ...threads, BENCH_MODEL: model },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => JSON.parse((await lines.next()).value);
  return {
    ready: read(),
    run: (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return read();
    },
    stop: () => child.kill(),
  };
}

async function startServer(file, model) {
  const secret = randomBytes(16).toString("hex");
  const child = spawn(process.execPath, [file], {
    cwd: root,
    env: { ...process.env, ...threads, MODEL: model, MODEL_SECRET: secret, MODEL_PORT: "0", GPU: "off" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const port = await new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("the model process ended")));
    child.on("message", (message) => {
      if (message.type === "listening") child.port = message.port;
      if (message.type === "ready") resolve(child.port);
      if (message.type === "failed") reject(new Error(message.error.message));
    });
  });
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  return {
    async run({ prompt, tokens }) {
      const body = {
        messages: [{ role: "user", content: prompt }],
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: tokens,
        temperature: 0,
      };
      const started = performance.now();
      const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      let first = 0;
      let usage = null;
      let ended = 0;
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        for (const line of chunk.split("\n")) {
          if (!line.startsWith("data: {")) continue;
          const event = JSON.parse(line.slice(6));
          if (first === 0 && (event.choices[0]?.delta.content || event.choices[0]?.delta.reasoning_content))
            first = performance.now();
          if (event.choices[0]?.finish_reason) ended = performance.now();
          usage = event.usage ?? usage;
        }
      }
      return {
        count: usage.completion_tokens,
        promptTokens: usage.prompt_tokens,
        promptMs: first - started,
        answerMs: ended - first,
      };
    },
    stop: () => child.kill(),
  };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Medians of both, tokens per second, and their ratios. `model`: absolute path of a GGUF. */
export async function measureAnswerSpeed({ model, server = `${root}dist/model-server.mjs`, runs = 7, tokens = 128 }) {
  const bare = startBare(model);
  const served = await startServer(server, model);
  await bare.ready;
  const rows = [];
  try {
    for (let run = 0; run <= runs; run++) {
      const request = { prompt: makePrompt(run), tokens };
      const pair =
        run % 2
          ? [await bare.run(request), await served.run(request)]
          : [await served.run(request), await bare.run(request)].reverse();
      if (run > 0)
        rows.push(
          pair.map((row) => ({
            ...row,
            answer: ((row.count - 1) * 1000) / row.answerMs,
            prompt: (row.promptTokens * 1000) / row.promptMs,
          })),
        );
    }
  } finally {
    bare.stop();
    served.stop();
  }
  // On a machine with other work the medians wander; the best runs are those that were left alone.
  const compare = (key) => {
    const [bare, served] = [0, 1].map((side) => rows.map((row) => row[side][key]));
    const [bestBare, bestServed] = [Math.max(...bare), Math.max(...served)];
    return {
      bare: median(bare),
      server: median(served),
      ratio: median(rows.map(([a, b]) => b[key] / a[key])),
      bestBare,
      bestServer: bestServed,
      bestRatio: bestServed / bestBare,
    };
  };
  return {
    runs,
    tokens: rows.map((row) => row.map((side) => side.count)),
    promptTokens: rows[0][0].promptTokens,
    answer: compare("answer"),
    prompt: compare("prompt"),
  };
}

if (process.argv.includes("--bare")) await bareLoop();
else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: `${root}data/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf` },
      server: { type: "string", default: `${root}dist/model-server.mjs` },
      runs: { type: "string", default: "7" },
      tokens: { type: "string", default: "128" },
      json: { type: "string" },
    },
  });
  const result = await measureAnswerSpeed({ ...values, runs: Number(values.runs), tokens: Number(values.tokens) });
  console.table({ answer: result.answer, prompt: result.prompt });
  if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
}
