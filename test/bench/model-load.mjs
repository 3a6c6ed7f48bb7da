/**
 * The model process under load, with the starter model.
 *
 *   node test/bench/model-load.mjs people [--people 8] [--pool 4] [--seconds 300] [--json FILE]
 *   node test/bench/model-load.mjs disconnects [--times 1000] [--json FILE]
 *
 * people: tokens per second in total against one person alone in the same run, waits, errors, memory.
 * disconnects: readers who leave at random moments; then whether every sequence is free and how fast the next answer
 * begins after a stop in mid-answer. Needs `dist/` (npm run build).
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: "string", default: "8" },
    pool: { type: "string", default: "4" },
    seconds: { type: "string", default: "300" },
    times: { type: "string", default: "1000" },
    server: { type: "string", default: `${root}dist/model-server.mjs` },
    json: { type: "string" },
  },
});

async function start(pool) {
  const secret = randomBytes(16).toString("hex");
  const child = spawn(process.execPath, [values.server], {
    cwd: root,
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: "1",
      MODEL: "smollm2-135m-instruct",
      MODEL_SECRET: secret,
      MODEL_PORT: "0",
      GPU: "off",
      SEQUENCES: String(pool),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const port = await new Promise((resolve, reject) => {
    let found = 0;
    child.once("exit", () => reject(new Error("the model process ended")));
    child.on("message", (message) => {
      if (message.type === "listening") found = message.port;
      if (message.type === "ready") resolve(found);
    });
  });
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  return {
    child,
    health: async () => (await fetch(`http://127.0.0.1:${port}/health`, { headers })).json(),
    /** Asks and reads to the end; ms until the first text and the tokens written. Null when turned away with 503. */
    async ask(body, signal, onText) {
      const started = performance.now();
      const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: "POST",
        headers,
        body: JSON.stringify({ stream: true, stream_options: { include_usage: true }, ...body }),
        signal,
      });
      if (response.status === 503) return null;
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      let firstMs = 0;
      let tokens = 0;
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        for (const line of chunk.split("\n")) {
          if (!line.startsWith("data: {")) continue;
          const event = JSON.parse(line.slice(6));
          if (firstMs === 0 && event.choices?.[0]?.delta.content) {
            firstMs = performance.now() - started;
            onText?.();
          }
          tokens = event.usage?.completion_tokens ?? tokens;
        }
      }
      return { firstMs, totalMs: performance.now() - started, tokens };
    },
  };
}

/** One row a figure on the screen, and the same as a file where one is asked for. */
function report(figures) {
  console.table(figures);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
const residentMb = (pid) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);
const question = (who, n) => ({
  messages: [{ role: "user", content: `Person ${who}, question ${n}: write a story about lighthouse ${n}.` }],
  max_tokens: 96,
  user: `person ${who}`,
});

/** Tokens per second of one person, prompts included, over ten seconds. */
async function aloneSpeed(server) {
  const began = performance.now();
  let tokens = 0;
  for (let n = 0; performance.now() - began < 10_000; n++) tokens += (await server.ask(question(0, n + 1))).tokens;
  return tokens / ((performance.now() - began) / 1000);
}

async function people() {
  const server = await start(values.pool);
  await server.ask(question(0, 0));
  // Before and after: a machine's speed drifts within minutes.
  const before = await aloneSpeed(server);
  const until = performance.now() + Number(values.seconds) * 1000;
  const started = performance.now();
  const answers = [];
  const errors = [];
  const memory = [residentMb(server.child.pid)];
  const sampling = setInterval(() => memory.push(residentMb(server.child.pid)), 5000);
  await Promise.all(
    Array.from({ length: Number(values.people) }, async (_, who) => {
      for (let n = 0; performance.now() < until; n++) {
        const answer = await server.ask(question(who, n)).catch((error) => void errors.push(error.message));
        if (answer) answers.push(answer);
      }
    }),
  );
  clearInterval(sampling);
  const seconds = (performance.now() - started) / 1000;
  const speed = answers.reduce((sum, { tokens }) => sum + tokens, 0) / seconds;
  const after = await aloneSpeed(server);
  const waits = answers.map(({ firstMs }) => firstMs);
  report({
    answers: answers.length,
    errors: errors.length,
    "tokens/s alone, before": before,
    "tokens/s alone, after": after,
    "tokens/s in total": speed,
    ratio: speed / mean([before, after]),
    "mean wait for the first word, ms": mean(waits),
    "longest wait as a multiple of the mean": Math.max(...waits) / mean(waits),
    "resident MB at the start": memory[0],
    "resident MB halfway": memory[Math.floor(memory.length / 2)],
    "resident MB at the end": memory.at(-1),
  });
  server.child.kill();
}

async function disconnects() {
  const server = await start(2);
  let left = 0;
  const times = Number(values.times);
  await Promise.all(
    Array.from({ length: 4 }, async (_, who) => {
      for (let n = 0; n < times / 4; n++) {
        const stop = new AbortController();
        const timer = setTimeout(() => stop.abort(), Math.random() * 200);
        await server.ask({ ...question(who, n), max_tokens: 500 }, stop.signal).catch(() => left++);
        clearTimeout(timer);
      }
    }),
  );
  while ((await server.health()).busy > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const starts = [];
  for (let n = 0; n < 10; n++) {
    const running = [new AbortController(), new AbortController()];
    await Promise.all(
      running.map((stop, who) =>
        server.ask({ ...question(who, n), max_tokens: 500 }, stop.signal, () => stop.abort()).catch(() => null),
      ),
    );
    starts.push((await server.ask({ ...question(9, n), max_tokens: 4 })).firstMs);
  }
  const { busy, queue } = await server.health();
  report({
    "readers who left": left,
    "sequences still busy": busy,
    "still queued": queue,
    "first word after a stop, ms (longest of 10)": Math.max(...starts),
  });
  server.child.kill();
}

await { people, disconnects }[positionals[0] ?? "people"]();
