import { join, resolve } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import {
  createAccess,
  createGuardedCollections,
  createGuardedComparisons,
  createGuardedConversations,
  createGuardedDocuments,
  createGuardedMeters,
  createGuardedModels,
  createGuardedTestQuestions,
} from "./access/index.ts";
import { createAsking } from "./asking.ts";
import { createCatalog } from "./catalog/index.ts";
import { createComparing } from "./comparing.ts";
import { type Config, readConfig } from "./config.ts";
import { createOriginals, upload } from "./documents/index.ts";
import { createCrossEncoders, createTransformersEmbedder } from "./embed/index.ts";
import { createEnergyMeter, createNvidiaCounter, createRaplCounter } from "./energy/index.ts";
import { formatQuestions } from "./eval/questions.ts";
import { createDecisions, createOpenAiGenerator } from "./generate/index.ts";
import { createHealth } from "./health.ts";
import { createModelLibrary } from "./model-library.ts";
import { once } from "./once.ts";
import { readSecret } from "./processes/supervise/secret.ts";
import { runTask } from "./processes/task/run-task.ts";
import { createRetriever } from "./retrieve/index.ts";
import { createLanceStore } from "./store/index.ts";

/** Time that the model may take to decide about the sentences of one answer, ms. */
const DECISIONS_MS = 10_000;

/**
 * The composition root of the web process: makes the adapters, hands each room what it needs, and owns their end. The
 * concrete choices stand here and in `processes/`, nowhere else.
 */
export async function createAssistant(config: Config) {
  const catalog = await createCatalog({ url: config.DATABASE_URL, authToken: config.DATABASE_AUTH_TOKEN });
  const { documents, jobs, watch, conversations, testQuestions } = catalog;
  const energy = createEnergyMeter({ counters: await energyCounters(), watts: config.WATTS });
  const baseUrl = config.PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`;
  const access = createAccess({ ...catalog, baseUrl, secret: readSecret(config.DATA_DIR) });

  const originals = createOriginals({ dir: config.ORIGINALS_DIR, maxBytes: config.MAX_UPLOAD_MB * 1024 * 1024 });
  await originals.removeLeftovers();

  // One question at a time is short: a single thread leaves the other cores to the model and to the next question.
  const embedder = once(() =>
    createTransformersEmbedder({
      modelDir: join(config.MODELS_DIR, config.EMBEDDER),
      modelId: config.EMBEDDER,
      threads: 1,
    }),
  );
  const store = once(async () => {
    const { dimensions, fingerprint } = await embedder.get();
    return createLanceStore({ uri: config.LANCEDB_URI, dimensions, fingerprint, writer: false });
  });
  const crossEncoders = createCrossEncoders({
    modelsDir: config.MODELS_DIR,
    reranker: config.RERANKER,
    nli: config.NLI,
    rerankMs: config.RERANK_MS,
    onFailure: (model, error) => warn("cross-encoder failed", error, { model }),
  });
  const retriever = createRetriever({
    embedder: embedder.peek,
    ...(crossEncoders.rerank === undefined ? {} : { rerank: crossEncoders.rerank }),
    store: {
      searchWords: async (...query) => (await store.get()).searchWords(...query),
      searchVector: async (...query) => (await store.get()).searchVector(...query),
    },
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

  const grounds = {
    access,
    documents,
    retriever,
    embedder: embedder.peek,
    energy,
    secondOpinions: { entail: crossEncoders.entail, decide },
    config,
  };
  const asking = createAsking({ ...grounds, conversations, generator });
  const comparing = createComparing({
    ...grounds,
    conversations,
    comparisons: catalog.comparisons,
    loaded: generator,
    second: config.COMPARE_BASE_URL
      ? createOpenAiGenerator({
          baseUrl: config.COMPARE_BASE_URL,
          apiKey: config.COMPARE_API_KEY,
          ...(config.COMPARE_MODEL ? { model: config.COMPARE_MODEL } : {}),
        })
      : null,
  });

  const library = createModelLibrary({
    config,
    generator,
    ownProcess: config.MODEL_SECRET !== "", // the supervisor names it only where it keeps a model process
    runTask: (options) => runTask({ program: resolve("dist/model-task.mjs"), ...options }),
  });

  return {
    version: packageJson.version,
    baseUrl,
    maxUploadBytes: config.MAX_UPLOAD_MB * 1024 * 1024,
    access,
    collections: createGuardedCollections({ access, collections: catalog.collections }),
    documents: createGuardedDocuments({
      access,
      documents,
      jobs,
      watch,
      originals,
      upload: (request) => upload({ originals, documents }, request),
    }),
    conversations: createGuardedConversations({ conversations, documents }),
    testQuestions: createGuardedTestQuestions({ conversations, testQuestions, format: formatQuestions }),
    models: createGuardedModels({ access, library }),
    meters: createGuardedMeters({ meters: catalog.meters, energy }),
    comparisons: createGuardedComparisons(catalog),
    ...asking,
    ...comparing,
    health: createHealth({
      version: packageJson.version,
      dataDir: config.DATA_DIR,
      generator,
      totals: catalog.collections.totals,
    }),
    /** Loads what the first question would otherwise wait for. */
    warmUp: async () => {
      const opened = await store.get();
      await Promise.all([opened.count(), crossEncoders.warmUp()]);
    },
    async dispose() {
      asking.stopAll();
      library.stopAll();
      await Promise.allSettled([
        store.made()?.then((made) => made.dispose()),
        embedder.made()?.then((made) => made.dispose()),
        crossEncoders.dispose(),
      ]);
      catalog.close();
    },
  };
}

export type Assistant = Awaited<ReturnType<typeof createAssistant>>;

// Routes and pages can hold separate copies of this module (FACTS.md, Next.js 16): the one assistant is kept globally.
const shared = globalThis as typeof globalThis & { footnoteAssistant?: ReturnType<typeof once<Assistant>> };

/** The assistant of this process, made at the first call. */
export function getAssistant(): Promise<Assistant> {
  shared.footnoteAssistant ??= once(async () => {
    const assistant = await createAssistant(readConfig());
    // Not awaited: until it is there, searches wait for it themselves; without a model they say so.
    assistant.warmUp().catch((error: unknown) => warn("warm-up failed", error));
    return assistant;
  });
  return shared.footnoteAssistant.get();
}

/** What this machine lets us read. */
async function energyCounters() {
  return [createRaplCounter(), await createNvidiaCounter()].filter((counter) => counter !== null);
}

function warn(event: string, error: unknown, facts: Record<string, string> = {}): void {
  console.error(JSON.stringify({ level: "warn", event, ...facts, message: String(error) }));
}
