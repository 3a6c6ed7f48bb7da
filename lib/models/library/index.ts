import { statfs } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { z } from "zod";
import type { Config } from "../../base/config.ts";
import { FootnoteError } from "../../base/errors.ts";
import { lazy } from "../../base/lazy.ts";
import {
  addAddress,
  addFile,
  badAddress,
  type CatalogueEntry,
  choose,
  findModel,
  forgetAdded,
  type GgufFacts,
  glanceAtModel,
  type Machine,
  machineOfSystem,
  openModelStore,
  putThereByHand,
  readAdded,
  readChoice,
  readMachine,
  readSpeeds,
  type Speeds,
  selectModel,
} from "../index.ts";
import type { RunTaskOptions } from "../tasks/run-task.ts";
import { askRunning, describeModels } from "./describe.ts";
import { createTransfers } from "./transfers.ts";
import type { AnsweringModel, ModelOverview, ModelRecord } from "./types.ts";

export type { ModelOverview, ModelRecord, ModelState } from "./types.ts";

export interface ModelLibraryOptions {
  config: Pick<Config, "MODEL" | "MODELS_DIR" | "DATA_DIR" | "HF_ENDPOINT" | "OFFLINE" | "CONTEXT_SIZE" | "SEQUENCES">;
  generator: AnsweringModel;
  /** False where another server answers instead of the model process. */
  ownProcess: boolean;
  /** Runs a task on models in a process of its own. */
  runTask(options: Omit<RunTaskOptions, "program">): Promise<unknown>;
}

/** The header of a file is read in less. */
const inspectMs = 60_000;
const hardwareMs = 60_000;
const factsOfTask = z.custom<GgufFacts>((value) => typeof value === "object" && value !== null);
const machineOfTask = z.custom<Machine>((value) => typeof value === "object" && value !== null);

/** The models of this installation: what there is, what suits, fetching, checking, deleting, adding, and which is used. */
export function createModelLibrary({ config, generator, ownProcess, runTask }: ModelLibraryOptions) {
  const { MODELS_DIR: folder, DATA_DIR: dataFolder } = config;
  const store = openModelStore(config);
  const transfers = createTransfers((kind, id, options) => runTask({ task: kind, argument: id, ...options }));
  // Where the task cannot look, it cannot a second later either: what the system tells is taken, and nobody waits on.
  const hardware = lazy(() =>
    runTask({ task: "hardware", timeoutMs: hardwareMs }).then(machineOfTask.parse).catch(machineOfSystem),
  );

  const machineNow = async () => {
    const measured = await readMachine(folder);
    if (measured !== null) return measured;
    void hardware.get(); // the next look has it
    return hardware.peek();
  };

  const entryFor = async (id: string): Promise<CatalogueEntry> => {
    const entry = await findModel(folder, id);
    if (entry?.answers !== undefined && !id.startsWith("hf:")) return entry;
    throw new FootnoteError("not_found", "There is no such model in the list.");
  };

  const whyFixed = (): string | null => {
    if (!ownProcess) return "Another server answers (LLM_BASE_URL): which model it runs is set there.";
    if (config.MODEL === "auto") return null;
    return "MODEL is set in the environment and wins over a choice made here. Unset it, then start Footnote again, to choose here.";
  };

  async function overview(): Promise<ModelOverview> {
    const [added, speeds, machine, choice, running, freeBytes] = await Promise.all([
      readAdded(folder),
      readSpeeds(folder),
      machineNow(),
      config.MODEL === "auto" ? readChoice(dataFolder) : null,
      askRunning(generator),
      freeOn(folder, dataFolder),
    ]);
    const { info } = running;
    const models = await describeModels({
      folder,
      added,
      speeds,
      machine,
      context: { contextSize: config.CONTEXT_SIZE, sequences: config.SEQUENCES },
      choice,
      inUse: info?.running?.id ?? null,
      transfers,
    });
    const failed = choice?.failed ?? null;
    const titleOf = (id: string) => models.find((model) => model.id === id)?.title ?? id;
    return {
      models,
      machine,
      inUse: info?.running
        ? {
            ...info.running,
            name: info.name,
            backend: info.backend,
            contextSize: info.contextSize,
            starter: info.starter,
          }
        : null,
      notice: running.notice,
      choice: choiceOf(config.MODEL, ownProcess, choice, info?.name ?? null),
      suggested: machine && (await suggest(machine, speeds, config)),
      failed: failed && {
        id: failed.id,
        title: titleOf(failed.id),
        message: failed.message,
        ...(failed.hint === undefined ? {} : { hint: failed.hint }),
      },
      freeBytes,
      hub: new URL(config.HF_ENDPOINT).host,
      fixed: whyFixed(),
    };
  }

  async function one(id: string): Promise<ModelRecord> {
    const found = (await overview()).models.find((model) => model.id === id);
    if (found !== undefined) return found;
    throw new FootnoteError("not_found", "There is no such model in the list.");
  }

  const refuseWhileUsed = async (id: string, what: string) => {
    const choice = await readChoice(dataFolder);
    const { info } = await askRunning(generator);
    if (info?.running?.id !== id && !(choice?.id === id && choice.state === "new")) return;
    throw new FootnoteError("conflict", `The model is in use and cannot be ${what}.`, {
      hint: "Use another one first.",
    });
  };

  return {
    overview,

    /** Fetches a model, or goes on where it was interrupted; waits while another one is fetched. */
    async fetch(id: string): Promise<ModelRecord> {
      await entryFor(id);
      transfers.add("fetch", id);
      return one(id);
    },

    /** Stops fetching; what arrived is kept. */
    async pause(id: string): Promise<ModelRecord> {
      await entryFor(id);
      await transfers.pause(id);
      return one(id);
    },

    /** Reads all of its files again and holds them against their checksums. */
    async verify(id: string): Promise<ModelRecord> {
      const entry = await entryFor(id);
      const { state } = await glanceAtModel(folder, entry);
      if (state === "missing" || state === "partly")
        throw new FootnoteError("conflict", "The model is not there yet.", { hint: "Download it first." });
      transfers.add("verify", id);
      return one(id);
    },

    /**
     * Deletes what Footnote fetched of it; one that was added also leaves the list, and a person's own file stays.
     * @throws FootnoteError `conflict` while in use, or where it was put there by hand.
     */
    async remove(id: string): Promise<void> {
      const entry = await entryFor(id);
      await refuseWhileUsed(id, "deleted");
      await transfers.pause(id);
      const wasAdded = (await readAdded(folder)).some((model) => model.id === entry.id);
      const left = await store.remove(entry);
      await forgetAdded(folder, entry.id);
      transfers.forget(id);
      if (left.length > 0 && !wasAdded) throw putThereByHand(entry, left);
    },

    /**
     * Adds a GGUF of this machine (an absolute path) or of the hub (`hf:owner/repository/file.gguf`), once its header was
     * read. @throws FootnoteError `bad_request`, `not_found`, `damaged_file`, `not_supported`, `download_failed`, `conflict`.
     */
    async add(address: string): Promise<ModelRecord> {
      const asked = address.trim();
      const isFile = isAbsolute(asked) && asked.toLowerCase().endsWith(".gguf");
      if (!isFile && (!asked.startsWith("hf:") || (await findModel(folder, asked)) === undefined)) throw badAddress();
      const inspected = runTask({ task: "inspect", argument: asked, timeoutMs: inspectMs });
      const facts = factsOfTask.parse(await inspected.catch(refuseFile));
      const { id } = isFile ? await addFile(folder, asked, facts) : await addAddress(folder, asked, facts);
      return one(id);
    },

    /**
     * Makes a model the one that answers. The model process ends its answers, then loads it; the web process stays.
     * @throws FootnoteError `conflict` where it is fixed by a setting, `model_missing`.
     */
    async use(id: string): Promise<ModelRecord> {
      const entry = await entryFor(id);
      const fixed = whyFixed();
      if (fixed !== null) throw new FootnoteError("conflict", "The model cannot be changed here.", { hint: fixed });
      const { state } = await glanceAtModel(folder, entry);
      if (state !== "ready" && state !== "unchecked") {
        throw new FootnoteError("model_missing", `${entry.title} is not there.`, { hint: "Download it first." });
      }
      const { info } = await askRunning(generator);
      if (info?.running?.id !== id) {
        const previous = info?.running?.id ?? (await readChoice(dataFolder))?.id ?? "auto";
        await choose(dataFolder, { id, by: "person", reason: "Chosen on this page or in the terminal.", previous });
      }
      return one(id);
    },

    /** Pauses what is being fetched. */
    stopAll: transfers.stopAll,
  };
}

export type ModelLibrary = ReturnType<typeof createModelLibrary>;

/** A file that someone offers and that is no good is their request's fault, not the state of a model of ours. */
function refuseFile(error: unknown): never {
  if (!(error instanceof FootnoteError) || error.code !== "model_damaged") throw error;
  throw new FootnoteError("damaged_file", error.message, {
    hint: "It is not added. Check that it is a whole GGUF of a language model.",
    cause: error,
  });
}

function choiceOf(
  setting: string,
  ownProcess: boolean,
  choice: { id: string; by: "person" | "machine"; reason: string } | null,
  name: string | null,
): ModelOverview["choice"] {
  if (!ownProcess) return { id: null, by: "server", reason: `${name ?? "A model"} on the server at LLM_BASE_URL.` };
  if (setting !== "auto") return { id: setting, by: "setting", reason: "Named by MODEL in the environment." };
  if (choice !== null) return { id: choice.id, by: choice.by, reason: choice.reason };
  return { id: null, by: "machine", reason: "The best of the models that are there." };
}

/** What would be picked here if every model could be had. */
async function suggest(
  machine: Machine,
  speeds: Speeds,
  { CONTEXT_SIZE, SEQUENCES }: Pick<Config, "CONTEXT_SIZE" | "SEQUENCES">,
): Promise<ModelOverview["suggested"]> {
  const { entry, reason } = await selectModel({
    hardware: machine,
    contextSize: CONTEXT_SIZE,
    sequences: SEQUENCES,
    speeds,
    memoryBytesPerSecond: machine.busy ? null : machine.memoryBytesPerSecond,
    available: async () => true,
  });
  return entry.starter ? null : { id: entry.id, title: entry.title, reason };
}

async function freeOn(...folders: string[]): Promise<number | null> {
  for (const folder of folders) {
    const found = await statfs(folder).catch(() => null);
    if (found !== null) return found.bavail * found.bsize;
  }
  return null;
}
