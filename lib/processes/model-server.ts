/**
 * The model process: node-llama-cpp behind an OpenAI-compatible HTTP API on loopback. A llama.cpp abort ends only this
 * process; the supervisor starts it with UV_THREADPOOL_SIZE=1 (FACTS.md: each decode otherwise lands on another libuv
 * thread with a thread team of its own) and starts it again.
 */
import { type Config, readConfig } from "../config.ts";
import { asFootnoteError } from "../errors.ts";
import { chooseInstalled, type InstalledModel, keepSpeed } from "../models/index.ts";
import { type Engine, loadEngine } from "./model/engine.ts";
import { createModelServer, type ModelFacts, type ModelHealth } from "./model/http.ts";
import { ChatService } from "./model/service.ts";

const config = readConfig();
let facts: ModelFacts | null = null;
let service: ChatService | null = null;
let failure: ModelHealth["error"];

const server = createModelServer({
  secret: config.MODEL_SECRET,
  state: {
    service: () => service,
    health: () => ({
      status: failure ? "failed" : service ? "ready" : "loading",
      model: facts,
      busy: service?.busy ?? 0,
      queue: service?.queued ?? 0,
      promptTokensPerSecond: service?.promptTokensPerSecond ?? null,
      answerTokensPerSecond: service?.answerTokensPerSecond ?? null,
      ...(failure && { error: failure }),
    }),
  },
});

server.listen(config.MODEL_PORT, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : config.MODEL_PORT;
  log({ event: "listening", port });
  process.send?.({ type: "listening", port });
  load(config).catch((error: unknown) => {
    const { code, message, hint } = asFootnoteError(error);
    failure = { code, message, hint };
    log({ event: "load failed", code, message, detail: error instanceof Error ? error.message : String(error) });
    process.send?.({ type: "failed", error: failure });
  });
});

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
process.once("disconnect", stop);

async function load({ MODEL, MODELS_DIR, GPU, GPU_LAYERS, CONTEXT_SIZE, SEQUENCES, ...rest }: Config): Promise<void> {
  const started = performance.now();
  const model = await chooseInstalled({ model: MODEL, folder: MODELS_DIR });
  const engine = await loadEngine({
    modelPath: model.path,
    gpu: GPU,
    gpuLayers: GPU_LAYERS,
    contextSize: CONTEXT_SIZE,
    sequences: SEQUENCES,
    onNotice: (line) => log({ event: "fallback", line }),
  });
  const next = new ChatService(engine, {
    queueLimit: rest.QUEUE_LIMIT,
    answerTokens: rest.ANSWER_TOKENS,
    thoughtTokens: rest.THOUGHT_TOKENS,
    onBusy: (busy) => process.send?.({ type: "busy", busy }),
    limits: {
      queueMs: rest.QUEUE_TIMEOUT_S * 1000,
      firstTokenMs: rest.FIRST_TOKEN_TIMEOUT_S * 1000,
      answerMs: rest.ANSWER_TIMEOUT_S * 1000,
    },
  });
  await next.measure();
  facts = describe(model, engine);
  service = next;
  log({ event: "ready", ...facts, loadMs: Math.round(performance.now() - started) });
  process.send?.({ type: "ready", model: facts });
  const { promptTokensPerSecond: prompt, answerTokensPerSecond: answer } = next;
  if (prompt === null || answer === null) return;
  // For `footnote models`: other models' speeds are predicted from it. A read-only folder does without.
  await keepSpeed(MODELS_DIR, model.id, { prompt, answer }).catch(() => undefined);
}

function describe(model: InstalledModel, engine: Engine): ModelFacts {
  return {
    id: model.id,
    name: model.name,
    backend: engine.backend.backend,
    contextSize: engine.contextSize,
    starter: model.starter,
    promptForm: engine.promptForm,
    gpuLayers: engine.backend.gpuLayers,
    threads: engine.backend.threads,
    fallbacks: engine.backend.fallbacks,
  };
}

/** Lets no new request in, cuts those that run, frees the native memory and ends. */
function stop(): void {
  server.close();
  server.closeAllConnections();
  service?.dispose();
  const ending = service?.engine.dispose() ?? Promise.resolve();
  setTimeout(() => process.exit(0), 3000).unref();
  void ending.catch(() => undefined).then(() => process.exit(0));
}

function log(line: object): void {
  process.stdout.write(`${JSON.stringify({ process: "model", ...line })}\n`);
}
