/** Run once by `npm start` and `npm test`: makes sure that the models are there and whole, and says what it does. */
import { totalmem } from "node:os";
import { type Config, readConfig } from "../config.ts";
import { asFootnoteError, FootnoteError } from "../errors.ts";
import {
  type CatalogueEntry,
  catalogue,
  createModelStore,
  describeProgress,
  findEntry,
  formatBytes,
  isModelPath,
  type ModelStore,
  type Progress,
  selectModel,
} from "../models/index.ts";
import { detectGpu } from "./model/detect-gpu.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(new Error(signal)));

main().catch((error: unknown) => {
  if (stop.signal.aborted) process.exit(130);
  const { message, hint } = asFootnoteError(error);
  process.stderr.write(`\n${message}\n${hint ? `${hint}\n` : ""}`);
  process.exit(1);
});

async function main(): Promise<void> {
  const config = readConfig();
  const store = createModelStore({
    folder: config.MODELS_DIR,
    hubEndpoint: config.HF_ENDPOINT,
    offline: config.OFFLINE,
  });
  const embedder = findEntry(config.EMBEDDER);
  if (embedder?.role !== "embeddings") {
    throw new FootnoteError("bad_config", `EMBEDDER names "${config.EMBEDDER}", which the catalogue does not hold.`, {
      hint: `Use one of: ${ids("embeddings").join(", ")}.`,
    });
  }
  await fetchModel(store, embedder);
  if (config.LLM_BASE_URL !== undefined || isModelPath(config.MODEL)) return;
  const { entry, reason } = await choose(config, store);
  if ((await store.status(entry)) !== "ready" && reason !== null) print(`Answer model: ${entry.title}. ${reason}`);
  try {
    await fetchModel(store, entry);
  } catch (error) {
    stop.signal.throwIfAborted();
    // Footnote finds and shows evidence without a model, so this is said and does not stop the start.
    const { message, hint } = asFootnoteError(error);
    print(`\n${message}\n${hint ?? ""}\nFootnote starts without a model: search and evidence work, answers do not.\n`);
    if (process.argv.includes("--strict")) process.exitCode = 1;
  }
}

async function choose(config: Config, store: ModelStore): Promise<{ entry: CatalogueEntry; reason: string | null }> {
  if (config.MODEL !== "auto") {
    const entry = findEntry(config.MODEL);
    if (entry?.answers !== undefined) return { entry, reason: null };
    throw new FootnoteError("bad_config", `MODEL names "${config.MODEL}", which the catalogue does not hold.`, {
      hint: `Use "auto", the path of a GGUF, or one of: ${ids("answers").join(", ")}.`,
    });
  }
  const there: CatalogueEntry[] = [];
  for (const entry of catalogue) {
    if (entry.answers !== undefined && (await store.status(entry)) === "ready") there.push(entry);
  }
  const best = there.sort((a, b) => b.rank - a.rank)[0];
  if (best !== undefined) return { entry: best, reason: null };
  const online = !config.OFFLINE && (await store.hub.isReachable());
  const gpu = online ? await detectGpu(config.GPU).catch(() => null) : null;
  return selectModel({
    hardware: {
      memoryBytes: totalmem(),
      gpu: gpu && gpu.memoryBytes > 0 ? { name: gpu.devices[0] ?? gpu.backend, memoryBytes: gpu.memoryBytes } : null,
    },
    contextSize: config.CONTEXT_SIZE,
    sequences: config.SEQUENCES,
    available: async () => online,
  });
}

async function fetchModel(store: ModelStore, entry: CatalogueEntry): Promise<void> {
  if ((await store.status(entry)) === "ready") return;
  const size = formatBytes(entry.files.reduce((sum, file) => sum + file.approximateBytes, 0));
  print(`Fetching ${entry.title}, ${size} (licence: ${entry.licence})`);
  await store.ensure(entry, { signal: stop.signal, onProgress: show, onNote: (line) => print(`  ${line}`) });
  print(`  ${entry.title} is there, checksums verified.`);
}

let shownAt = 0;

/** One line that is written over on a terminal; in a log, one line every five seconds. */
function show(progress: Progress): void {
  const line = `  ${progress.file}: ${describeProgress(progress)}`;
  if (process.stdout.isTTY)
    process.stdout.write(`\r\x1b[K${line}${progress.bytesDone === progress.bytesTotal ? "\n" : ""}`);
  else if (performance.now() - shownAt > 5000 || progress.bytesDone === progress.bytesTotal) {
    shownAt = performance.now();
    print(line);
  }
}

function ids(role: CatalogueEntry["role"]): string[] {
  return catalogue.filter((entry) => entry.role === role).map((entry) => entry.id);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
