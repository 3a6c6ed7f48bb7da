/** Run once by `npm start` and `npm test`: makes sure that the models are there and whole, and says what it does. */
import { fileURLToPath } from "node:url";
import { type Config, readConfig } from "../base/config.ts";
import { asFootnoteError, FootnoteError } from "../base/errors.ts";
import { print, rewriteLine } from "../base/terminal.ts";
import { lookAtMachine } from "../inference/measure/measure-machine.ts";
import {
  bytesOf,
  type CatalogueEntry,
  catalogue,
  describeProgress,
  findEntry,
  findModel,
  formatBytes,
  isModelPath,
  choose as keep,
  type Machine,
  type ModelStore,
  openModelStore,
  type Progress,
  readChoice,
  readMachine,
  readSpeeds,
  selectModel,
  starterId,
} from "../models/index.ts";
import { runTask } from "../models/tasks/run-task.ts";

/** In tests: a model that cannot be had is a failure, nothing is measured, and no choice is kept. */
const strict = process.argv.includes("--strict");
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(new Error(signal)));

main().catch((error: unknown) => {
  if (stop.signal.aborted) process.exit(130);
  const { message, hint } = asFootnoteError(error);
  print(`\n${message}${hint ? `\n${hint}` : ""}`, process.stderr);
  process.exit(1);
});

async function main(): Promise<void> {
  const config = readConfig();
  const store = openModelStore(config);
  const embedder = findEntry(config.EMBEDDER);
  if (embedder?.role !== "embeddings") {
    throw new FootnoteError("bad_config", `EMBEDDER names "${config.EMBEDDER}", which the catalogue does not hold.`, {
      hint: `Use one of: ${ids("embeddings").join(", ")}.`,
    });
  }
  await fetchModel(store, embedder);
  if (config.LLM_BASE_URL !== undefined || isModelPath(config.MODEL)) return;
  try {
    const entry = await choose(config, store);
    if (entry !== null) await fetchModel(store, entry);
  } catch (error) {
    stop.signal.throwIfAborted();
    if (error instanceof FootnoteError && error.code === "bad_config") throw error;
    // Footnote finds and shows evidence without a model, so this is said and does not stop the start.
    const { message, hint } = asFootnoteError(error);
    print(`\n${message}\n${hint ?? ""}\nFootnote starts without a model: search and evidence work, answers do not.\n`);
    if (strict) process.exitCode = 1;
  }
}

/**
 * The answer model to have there: what MODEL names, what a person chose, the best that is there; else this machine is
 * measured with the starter and the model is picked from that. The machine's choice is kept with its reason. Null where
 * there is nothing left to fetch.
 */
async function choose(config: Config, store: ModelStore): Promise<CatalogueEntry | null> {
  if (config.MODEL !== "auto") {
    const entry = await findModel(config.MODELS_DIR, config.MODEL);
    if (entry?.answers !== undefined) return entry;
    throw new FootnoteError("bad_config", `MODEL names "${config.MODEL}", which the catalogue does not hold.`, {
      hint: `Use "auto", the path of a GGUF, or one of: ${ids("answers").join(", ")}.`,
    });
  }
  const kept = await readChoice(config.DATA_DIR);
  if (kept?.by === "person") {
    print(`Answer model: ${(await findModel(config.MODELS_DIR, kept.id))?.title ?? kept.id}, chosen by a person.`);
    return null;
  }
  const there: CatalogueEntry[] = [];
  for (const entry of catalogue) {
    if (entry.answers !== undefined && (await store.status(entry)) === "ready") there.push(entry);
  }
  const best = there.sort((a, b) => b.rank - a.rank)[0];
  const online = !config.OFFLINE && (best === undefined || best.starter) && (await store.hub.isReachable());
  if (best !== undefined && !online) {
    if (!strict) await measureOnce(config);
    const why = best.starter
      ? "The starter model: no model hub answers and no other model is there."
      : "The largest of the models that are there.";
    await keepChoice(config, best, why);
    return null;
  }
  const machine = strict ? await lookAtMachine(config) : await measureWithStarter(config, store);
  const { entry, reason } = await selectModel({
    hardware: machine,
    contextSize: config.CONTEXT_SIZE,
    sequences: config.SEQUENCES,
    speeds: await readSpeeds(config.MODELS_DIR),
    memoryBytesPerSecond: machine.busy ? null : machine.memoryBytesPerSecond,
    available: async () => online,
  });
  await keepChoice(config, entry, reason);
  return entry;
}

async function keepChoice(config: Config, { id, title }: CatalogueEntry, reason: string): Promise<void> {
  print(`Answer model: ${title}. ${reason}`);
  const kept = await readChoice(config.DATA_DIR);
  if (strict || (kept?.id === id && kept.reason === reason)) return;
  await keep(config.DATA_DIR, { id, by: "machine", reason, previous: "auto" });
}

/** The starter is fetched first where it can be had, as its speed here tells that of the others. */
async function measureWithStarter(config: Config, store: ModelStore): Promise<Machine> {
  const starter = findEntry(starterId);
  if (starter !== undefined) {
    await fetchModel(store, starter).catch((error: unknown) => {
      stop.signal.throwIfAborted();
      print(`  ${asFootnoteError(error).message}`);
    });
  }
  return measureOnce(config);
}

/** What was measured of this machine; measures it, in some seconds, where nothing was. */
async function measureOnce(config: Config): Promise<Machine> {
  const kept = await readMachine(config.MODELS_DIR);
  if (kept !== null && !kept.busy) return kept;
  print("Measuring this machine, a few seconds");
  const program = fileURLToPath(new URL("./model-task.mjs", import.meta.url));
  try {
    await runTask({ program, task: "measure", signal: stop.signal, timeoutMs: 60_000 });
  } catch (error) {
    stop.signal.throwIfAborted();
    print(`  It could not be measured: ${asFootnoteError(error).message}`);
  }
  const machine = (await readMachine(config.MODELS_DIR)) ?? (await lookAtMachine(config));
  const { measured, memoryBytesPerSecond } = machine;
  if (measured !== null)
    print(
      `  The starter reads ${Math.round(measured.prompt)} and writes ${Math.round(measured.answer)} tokens/s here.`,
    );
  if (machine.busy) print("  Other programs were busy meanwhile, so it is measured again at the next start.");
  if (memoryBytesPerSecond !== null) print(`  Memory moves ${formatBytes(memoryBytesPerSecond)}/s.`);
  return machine;
}

async function fetchModel(store: ModelStore, entry: CatalogueEntry): Promise<void> {
  if ((await store.status(entry)) === "ready") return;
  const size = formatBytes(bytesOf(entry));
  print(`Fetching ${entry.title}, ${size} (licence: ${entry.licence})`);
  await store.ensure(entry, { signal: stop.signal, onProgress: show, onNote: (line) => print(`  ${line}`) });
  print(`  ${entry.title} is there, checksums verified.`);
}

let shownAt = 0;

/** One line that is written over on a terminal; in a log, one line every five seconds. */
function show(progress: Progress): void {
  const line = `  ${progress.file}: ${describeProgress(progress)}`;
  if (process.stdout.isTTY) {
    rewriteLine(line);
    if (progress.bytesDone === progress.bytesTotal) print();
  } else if (performance.now() - shownAt > 5000 || progress.bytesDone === progress.bytesTotal) {
    shownAt = performance.now();
    print(line);
  }
}

function ids(role: CatalogueEntry["role"]): string[] {
  return catalogue.filter((entry) => entry.role === role).map((entry) => entry.id);
}
