import type { Config } from "../base/config.ts";
import { asFootnoteError } from "../base/errors.ts";
import { type Engine, loadEngine } from "../inference/engine/engine.ts";
import { changing, createModelServer, type ModelFacts, type ModelHealth } from "../inference/http/server.ts";
import { ChatService } from "../inference/scheduling/service.ts";
import {
  beginTry,
  chooseInstalled,
  findModel,
  goBack,
  type InstalledModel,
  keepOutcome,
  keepSpeeds,
  predictSpeed,
  readChoice,
  readMachine,
  readSpeeds,
  type Speed,
  type SpeedSample,
} from "../models/index.ts";

/** Answers that run when the model is to be changed may go on for so long, ms. */
const drainMs = 180_000;
/** Speeds are kept at most this often, ms. */
const keepSpeedEveryMs = 60_000;

/** What the model process says to whoever started it. */
export type ModelMessage =
  | { type: "listening"; port: number }
  | { type: "ready"; model: ModelFacts }
  | { type: "failed"; error: ModelHealth["error"] }
  | { type: "busy"; busy: boolean };

export interface ModelOptions {
  tell(message: ModelMessage): void;
  log(line: object): void;
  /** Called once running answers have ended and another model is to be loaded: the process is to end. */
  onChange(): void;
}

/** The composition root of the model process: the engine, its queue and the HTTP server before it, and their end. */
export function createModel(config: Config, { tell, log, onChange }: ModelOptions) {
  let facts: ModelFacts | null = null;
  let service: ChatService | null = null;
  let failure: ModelHealth["error"];
  let changingTo: string | undefined;
  const change = new AbortController();
  let loading: Promise<void> = Promise.resolve();
  const ending = new AbortController();

  const server = createModelServer({
    secret: config.MODEL_SECRET,
    state: {
      service: () => (changingTo === undefined ? service : null),
      changing: change.signal,
      health: () => ({
        status: failure ? "failed" : service && changingTo === undefined ? "ready" : "loading",
        model: facts,
        busy: service?.busy ?? 0,
        queue: service?.queued ?? 0,
        promptTokensPerSecond: service?.promptTokensPerSecond ?? null,
        answerTokensPerSecond: service?.answerTokensPerSecond ?? null,
        ...(failure && { error: failure }),
        ...(changingTo !== undefined && { changingTo }),
      }),
    },
  });

  /** Requests that are being answered, to the last byte of each. */
  let open = 0;
  server.on("request", (_request, response) => {
    open++;
    response.once("close", () => open--);
  });

  server.listen(config.MODEL_PORT, "127.0.0.1", () => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : config.MODEL_PORT;
    log({ event: "listening", port });
    tell({ type: "listening", port });
    loading = load(config).catch((error: unknown) => {
      const { code, message, hint } = asFootnoteError(error);
      failure = { code, message, hint };
      log({ event: "load failed", code, message, detail: error instanceof Error ? error.message : String(error) });
      tell({ type: "failed", error: failure });
    });
  });

  /**
   * Loads what is chosen: what MODEL names, else the choice kept in the data folder, else the best that is there. A choice
   * that cannot be loaded is given up for the one before it, and why is kept with it.
   */
  async function load(settings: Config): Promise<void> {
    const choice = settings.MODEL === "auto" ? await readChoice(settings.DATA_DIR) : null;
    if (choice === null) return start(settings, settings.MODEL);
    const trying = beginTry(choice);
    await keepOutcome(settings.DATA_DIR, trying);
    try {
      await start(settings, trying.id);
      if (trying.state === "new") await keepOutcome(settings.DATA_DIR, { ...trying, state: "loaded", tries: 0 });
    } catch (error) {
      if (trying.id === "auto") throw error;
      const { code, message, hint } = asFootnoteError(error);
      log({ event: "load failed, going back", model: trying.id, code, detail: String(error) });
      const before = goBack(trying, { message, hint });
      await keepOutcome(settings.DATA_DIR, before);
      await start(settings, before.id);
    }
  }

  async function start(settings: Config, wanted: string): Promise<void> {
    const { MODELS_DIR, ...rest } = settings;
    const started = performance.now();
    const model = await chooseInstalled({ model: wanted, folder: MODELS_DIR });
    const predicted = await expectation(MODELS_DIR, model);
    const engine = await loadEngine({
      modelPath: model.path,
      gpu: rest.GPU,
      gpuLayers: rest.GPU_LAYERS,
      contextSize: rest.CONTEXT_SIZE,
      sequences: rest.SEQUENCES,
      onNotice: (line) => log({ event: "fallback", line }),
      onLog: (line) => log({ event: "llama.cpp", line }),
    });
    // Told to end while it was loading.
    if (ending.signal.aborted) return engine.dispose();
    let keptAt = 0;
    const unkept: SpeedSample[] = [];
    const next: ChatService = new ChatService(engine, {
      queueLimit: rest.QUEUE_LIMIT,
      answerTokens: rest.ANSWER_TOKENS,
      thoughtTokens: rest.THOUGHT_TOKENS,
      onBusy: (busy) => {
        tell({ type: "busy", busy });
        if (!busy) keep();
      },
      knownSpeeds: await samplesOf(MODELS_DIR, model.id, engine),
      onSpeed: (sample) => unkept.push(sample),
      limits: {
        queueMs: rest.QUEUE_TIMEOUT_S * 1000,
        firstTokenMs: rest.FIRST_TOKEN_TIMEOUT_S * 1000,
        answerMs: rest.ANSWER_TIMEOUT_S * 1000,
      },
    });
    const keep = () => {
      if (unkept.length === 0 || (keptAt > 0 && performance.now() - keptAt < keepSpeedEveryMs)) return;
      keptAt = performance.now();
      // Other models' speeds are predicted from them. A read-only folder does without.
      keepSpeeds(MODELS_DIR, model.id, unkept.splice(0), { backend: engine.backend.backend, predicted }).catch(
        () => undefined,
      );
    };
    await next.measure();
    facts = describe(model, engine);
    service = next;
    log({ event: "ready", ...facts, loadMs: Math.round(performance.now() - started) });
    tell({ type: "ready", model: facts });
    keep();
  }

  /**
   * Another model was chosen: lets no new request in, turns away those who wait, lets running answers end, then ends this
   * process. The supervisor starts it again, with the choice.
   */
  async function makeRoom(): Promise<void> {
    if (changingTo !== undefined) return;
    const id = (await readChoice(config.DATA_DIR))?.id ?? "auto";
    changingTo = (await findModel(config.MODELS_DIR, id))?.title ?? "another model";
    log({ event: "changing", to: id, running: service?.busy ?? 0, waiting: service?.queued ?? 0 });
    change.abort(changing(changingTo));
    const until = performance.now() + drainMs;
    while (open > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 50));
    onChange();
  }

  return {
    makeRoom,
    /** Lets no new request in, cuts those that run, and frees the native memory. */
    async dispose(): Promise<void> {
      ending.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await loading;
      service?.dispose();
      await service?.engine.dispose();
      await closed;
    },
  };
}

/** What earlier starts measured of a model on the device that it runs on now. */
async function samplesOf(folder: string, id: string, { backend }: Engine): Promise<SpeedSample[]> {
  const known = (await readSpeeds(folder))[id];
  return known !== undefined && backend.backend.startsWith(known.backend) ? (known.samples ?? []) : [];
}

/** The speed to be expected of a model, to be held against what is measured when it runs. */
async function expectation(folder: string, { entry }: InstalledModel): Promise<Speed | null> {
  if (entry === null) return null;
  const [speeds, machine] = await Promise.all([readSpeeds(folder), readMachine(folder)]);
  return predictSpeed(entry, speeds, machine?.gpu ? null : machine?.memoryBytesPerSecond);
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
    layers: engine.model.fileInsights.totalLayers,
    memory: engine.memory(),
    threads: engine.backend.threads,
    fallbacks: engine.backend.fallbacks,
  };
}
