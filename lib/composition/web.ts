import { join, resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { createAccess, readSecret } from "../access/index.ts";
import { type Config, readConfig } from "../base/config.ts";
import { building, type Disposers } from "../base/disposers.ts";
import { FootnoteError } from "../base/errors.ts";
import { lazy } from "../base/lazy.ts";
import { print } from "../base/terminal.ts";
import { createCatalog } from "../catalog/index.ts";
import { createOriginals, upload } from "../documents/index.ts";
import { createCrossEncoders, createTransformersEmbedder } from "../embed/index.ts";
import { createEnergyMeter, createNvidiaCounter, createRaplCounter } from "../energy/index.ts";
import { createDecisions, createOpenAiGenerator } from "../generate/index.ts";
import { createModelLibrary } from "../models/library/index.ts";
import { runTask } from "../models/tasks/run-task.ts";
import { createRetriever } from "../retrieve/index.ts";
import { createServices } from "../services/index.ts";
import { createLanceStore, createLiveSearch } from "../store/index.ts";
import { oncePerProcess } from "./once-per-process.ts";

/** Time that the model may take to decide about the sentences of one answer, ms. */
const DECISIONS_MS = 10_000;

/**
 * The composition root of the web process: makes the adapters, hands each room what it needs, and owns their end. The
 * concrete choices stand in `composition/`, nowhere else.
 */
export function createWeb(config: Config) {
  return building((disposers) => build(config, disposers));
}

async function build(config: Config, { use, dispose }: Disposers) {
  const catalog = use(
    await createCatalog({ url: config.DATABASE_URL, authToken: config.DATABASE_AUTH_TOKEN }),
    (made) => made.close(),
  );
  const { documents } = catalog;
  const energy = createEnergyMeter({ counters: await energyCounters(), watts: config.WATTS });
  const baseUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  const access = createAccess({ ...catalog, baseUrl, secret: readSecret(config.DATA_DIR) });

  const originals = createOriginals({ dir: config.ORIGINALS_DIR, maxBytes: config.MAX_UPLOAD_MB * 1024 * 1024 });
  await originals.removeLeftovers();

  // One question at a time is short: a single thread leaves the other cores to the model and to the next question.
  const embedder = use(
    lazy(() =>
      createTransformersEmbedder({
        modelDir: join(config.MODELS_DIR, config.EMBEDDER),
        modelId: config.EMBEDDER,
        threads: 1,
      }),
    ),
    ended,
  );
  const store = use(
    lazy(async () => {
      const { dimensions, fingerprint } = await embedder.get();
      return createLanceStore({ uri: config.LANCEDB_URI, dimensions, fingerprint, writer: false });
    }),
    ended,
  );
  const crossEncoders = createCrossEncoders({
    modelsDir: config.MODELS_DIR,
    reranker: config.RERANKER,
    nli: config.NLI,
    rerankMs: config.RERANK_MS,
    onFailure: (model, error) => warn("cross-encoder failed", error, { model }),
  });
  use(crossEncoders, (made) => made.dispose());
  const retriever = createRetriever({
    embedder: embedder.peek,
    ...(crossEncoders.rerank === undefined ? {} : { rerank: crossEncoders.rerank }),
    store: createLiveSearch(
      {
        searchWords: async (...query) => (await store.get()).searchWords(...query),
        searchVector: async (...query) => (await store.get()).searchVector(...query),
      },
      documents.findable,
    ),
    documentsNamed: (names, scope) => documents.named(names, scope.collectionIds),
  });
  const modelServer = {
    baseUrl: config.LLM_BASE_URL ?? `http://127.0.0.1:${config.MODEL_PORT}/v1`,
    apiKey: config.LLM_API_KEY,
  };
  const generator = createOpenAiGenerator({
    ...modelServer,
    ...(config.LLM_MODEL ? { model: config.LLM_MODEL } : {}),
  });
  // Another server does not know the call; then the support of sentences stays as it was checked.
  const decide = config.SUPPORT_BY_MODEL
    ? createDecisions({ ...modelServer, info: generator.info, timeLimitMs: DECISIONS_MS })
    : undefined;

  const second = config.COMPARE_BASE_URL
    ? createOpenAiGenerator({
        baseUrl: config.COMPARE_BASE_URL,
        apiKey: config.COMPARE_API_KEY,
        ...(config.COMPARE_MODEL ? { model: config.COMPARE_MODEL } : {}),
      })
    : null;

  const tasks = new Set<Promise<unknown>>();
  const ending = new AbortController();
  const library = createModelLibrary({
    config,
    generator,
    ownProcess: config.MODEL_SECRET !== "", // the supervisor names it only where it keeps a model process
    runTask: (options) => {
      const signal = AbortSignal.any([ending.signal, ...(options.signal === undefined ? [] : [options.signal])]);
      const program = resolve("dist/model-task.mjs");
      const task = runTask({ program, ...options, signal }).finally(() => tasks.delete(task));
      tasks.add(task);
      return task;
    },
  });
  // Their child processes are waited for.
  use(library, async (made) => {
    made.stopAll();
    ending.abort(new FootnoteError("cancelled", "Footnote is ending."));
    await Promise.allSettled(tasks);
  });

  const services = createServices({
    version: packageJson.version,
    dataDir: config.DATA_DIR,
    catalog,
    access,
    originals,
    upload: (request) => upload({ originals, documents }, request),
    retriever,
    embedder: embedder.peek,
    supportChecks: { entail: crossEncoders.entail, decide },
    energy,
    generator,
    second,
    library,
    config,
  });

  use(services.answers, (made) => made.stopAll());
  use(services.comparisons, (made) => made.stopAll());

  return {
    ...services,
    version: packageJson.version,
    baseUrl,
    maxUploadBytes: config.MAX_UPLOAD_MB * 1024 * 1024,
    /** Loads what the first question would otherwise wait for. */
    warmUp: async () => {
      const opened = await store.get();
      await Promise.all([opened.count(), crossEncoders.warmUp()]);
    },
    /** Ends what runs, then closes what was opened, last opened first. */
    dispose,
  };
}

export type Web = Awaited<ReturnType<typeof createWeb>>;

/** The web process's services, made at the first call; `disposeHeld` ends them. */
export function getWeb(): Promise<Web> {
  return oncePerProcess("web", async () => {
    const web = await createWeb(readConfig());
    // Not awaited: until it is there, searches wait for it themselves; without a model they say so.
    web.warmUp().catch((error: unknown) => warn("warm-up failed", error));
    return web;
  });
}

/** Closes what was made of a lazy thing, if anything. */
async function ended({ made }: { made(): Promise<{ dispose(): Promise<void> }> | null }): Promise<void> {
  await (await made()?.catch(() => null))?.dispose();
}

/** What this machine lets us read. */
async function energyCounters() {
  return [createRaplCounter(), await createNvidiaCounter()].filter((counter) => counter !== null);
}

function warn(event: string, error: unknown, facts: Record<string, string> = {}): void {
  print(JSON.stringify({ level: "warn", event, ...facts, message: String(error) }), process.stderr);
}
