/**
 * One task on models in a process of its own, started when it is needed: fetch, verify, inspect a GGUF, look at or measure
 * the machine. Hashing and writing gigabytes, native code and malformed files stay out of the web process.
 */
import { stat } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { type Config, readConfig } from "../base/config.ts";
import { asFootnoteError, FootnoteError } from "../base/errors.ts";
import { printError } from "../base/terminal.ts";
import { checkGguf } from "../inference/engine/check-gguf.ts";
import { readGgufFacts } from "../inference/engine/gguf-facts.ts";
import { lookAtMachine, measureMachine } from "../inference/measure/measure-machine.ts";
import {
  type CatalogueEntry,
  findEntry,
  findModel,
  findModelFile,
  type GgufFacts,
  openModelStore,
} from "../models/index.ts";
import type { TaskMessage } from "../models/tasks/messages.ts";

const stop = new AbortController();
const end = () => stop.abort(new FootnoteError("cancelled", "It was stopped."));
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, end);
process.once("disconnect", end);
process.on("message", (message) => message === "stop" && end());

const tell = (message: TaskMessage) =>
  new Promise<void>((resolve) => {
    if (process.send) process.send(message, () => resolve());
    else resolve();
  });

run(readConfig(), process.argv[2] ?? "", process.argv[3] ?? "")
  .then(
    (result) => tell({ type: "done", result }),
    (error: unknown) => {
      const { code, message, hint } = asFootnoteError(error);
      if (code === "internal") printError(error);
      return tell({ type: "failed", error: { code, message, ...(hint && { hint }) } });
    },
  )
  .finally(() => process.exit(0));

async function run(config: Config, task: string, argument: string): Promise<unknown> {
  if (task === "hardware") return lookAtMachine(config);
  if (task === "measure") return measureMachine(config);
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const store = openModelStore(config);
  if (task === "inspect") return inspect(argument, store);
  const entry = await findModel(config.MODELS_DIR, argument);
  if (entry === undefined) throw new FootnoteError("not_found", "There is no such model.");
  if (task === "fetch") {
    await store.ensure(entry, {
      signal: stop.signal,
      onProgress: (progress) => void tell({ type: "progress", progress }),
      onNote: (line) => void tell({ type: "note", line }),
    });
    await refuseMalformed(entry, config.MODELS_DIR, store);
    return "ready";
  }
  if (task === "verify") return store.verify(entry);
  throw new Error(`no such task: ${task}`);
}

/** What a file of this machine, or one on the hub, says of itself. */
async function inspect(address: string, store: ReturnType<typeof openModelStore>): Promise<GgufFacts> {
  const source = findEntry(address)?.files[0]?.sources[0];
  if (!address.startsWith("hf:")) {
    const found = await stat(address).catch(() => null);
    if (found === null || !found.isFile()) {
      throw new FootnoteError("not_found", "There is no such file on the machine that Footnote runs on.", {
        hint: "Give the full path of a .gguf file there.",
      });
    }
    return readGgufFacts({ path: address, bytes: found.size });
  }
  if (source?.kind !== "hub") throw new FootnoteError("bad_request", "This is no address of a GGUF on the hub.");
  const { host } = new URL(store.hub.endpoint);
  if (!(await store.hub.isReachable())) {
    throw new FootnoteError("download_failed", `The model hub ${host} does not answer.`, {
      hint: "Set HF_ENDPOINT to a mirror of it, or bring the .gguf file to this machine by other means and add it by its path.",
    });
  }
  const { url, bytes } = await store.hub.describe(source, stop.signal);
  return readGgufFacts({ url, bytes: bytes ?? 0 });
}

/** What arrived is what the hub says it sent; that need not be a model. */
async function refuseMalformed(
  entry: CatalogueEntry,
  folder: string,
  store: ReturnType<typeof openModelStore>,
): Promise<void> {
  for (const file of entry.files.filter(({ path }) => path.endsWith(".gguf"))) {
    const path = await findModelFile(folder, entry, file);
    if (path === null) continue;
    await checkGguf(path).catch(async (error: unknown) => {
      const done = await store.reject(entry, file, path);
      const { code, message } = asFootnoteError(error);
      throw new FootnoteError(code, `${message} It was ${done}.`, { hint: "Add another file of this model." });
    });
  }
}
