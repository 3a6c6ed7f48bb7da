import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Config } from "../base/config.ts";
import { FootnoteError } from "../base/errors.ts";
import { openModels } from "../composition/local.ts";
import {
  bytesOf,
  type CatalogueEntry,
  catalogue,
  describeProgress,
  findEntry,
  formatBytes,
  glanceAtModel,
  openModelStore,
  putThereByHand,
} from "../models/index.ts";
import type { ModelOverview, ModelRecord } from "../models/library/index.ts";
import { connect, isRunning } from "./client.ts";
import { formatModels } from "./format-models.ts";

/** What the commands need, from the running Footnote over its API, or from the data folder where none runs. */
interface Models {
  overview(): Promise<ModelOverview>;
  fetch(id: string): Promise<ModelRecord>;
  add(address: string): Promise<ModelRecord>;
  use(id: string): Promise<ModelRecord>;
  remove(id: string): Promise<void>;
}

type Print = (line: string) => void;

/** Prints every model: size, licence, whether it is there, whether it suits this machine and why, and how fast it is. */
export const listModels = (config: Config, environment: NodeJS.ProcessEnv, print: Print): Promise<void> =>
  withModels(config, environment, async (models) => {
    for (const line of formatModels(await models.overview())) print(line);
    print("\nBeside them");
    for (const entry of catalogue.filter(({ role }) => role !== "answers")) {
      const { state } = await glanceAtModel(config.MODELS_DIR, entry);
      const size = formatBytes(bytesOf(entry));
      const there = state === "missing" || state === "partly" ? "not there" : "there";
      print(`  ${entry.id.padEnd(24)} ${size.padStart(8)}  ${there.padEnd(9)}  ${entry.title}, ${entry.licence}`);
    }
  });

/** Fetches and verifies a model; an interrupted download goes on where it was. */
export const fetchModel = (config: Config, environment: NodeJS.ProcessEnv, id: string, print: Print): Promise<void> =>
  withModels(config, environment, async (models) => {
    const beside = besideAnswers(id);
    if (beside !== null) return fetchBeside(config, beside, print);
    const listed = (await models.overview()).models.some((model) => model.id === id || model.address === id);
    if (id.startsWith("hf:") && !listed) print(`Added: ${(await models.add(id)).title}`);
    const wanted = await find(models, id);
    await models.fetch(wanted.id);
    let shown = "";
    for (;;) {
      const { state, transfer, error, title } = await find(models, wanted.id);
      if (error) throw new FootnoteError(error.code, error.message, { hint: error.hint });
      if (state !== "queued" && state !== "fetching") {
        if (state === "partly" || state === "missing") print("It was paused elsewhere; what arrived is kept.");
        else print(`${title} is there, checksums verified.`);
        return;
      }
      const line =
        state === "queued"
          ? "waiting for another download"
          : transfer && describeProgress({ ...transfer, file: title });
      if (line && line !== shown) print(`  ${line}`);
      shown = line ?? shown;
      await sleep(1000);
    }
  });

/** Deletes a model's files. */
export const removeModel = (config: Config, environment: NodeJS.ProcessEnv, id: string, print: Print): Promise<void> =>
  withModels(config, environment, async (models) => {
    const beside = besideAnswers(id);
    if (beside?.id === config.EMBEDDER) {
      throw new FootnoteError("conflict", `${beside.title} is what Footnote searches with.`, {
        hint: "Set EMBEDDER to another model first.",
      });
    }
    if (beside !== null) {
      const left = await openModelStore(config).remove(beside);
      if (left.length > 0) throw putThereByHand(beside, left);
      return print(`${beside.title} is deleted.`);
    }
    const { title } = await find(models, id);
    await models.remove(id);
    print(`${title} is deleted.`);
  });

/** Adds a GGUF by its path or its address on the hub and says what it is. */
export const addModel = (
  config: Config,
  environment: NodeJS.ProcessEnv,
  address: string,
  print: Print,
): Promise<void> =>
  withModels(config, environment, async (models) => {
    const model = await models.add(address.startsWith("hf:") ? address : resolve(address));
    const { facts } = model;
    print(`Added ${model.title} as ${model.id}.`);
    if (facts) {
      const size = facts.parameters > 0 ? `${(facts.parameters / 1e9).toPrecision(2)} billion parameters, ` : "";
      print(
        `  ${facts.architecture}, ${size}${facts.layers} layers, context ${facts.contextLength} tokens, chat template: ${facts.chatTemplate ?? "none"}`,
      );
    }
    print(`  ${model.reason} Its licence is yours to check.`);
    print(
      model.state === "missing"
        ? `  Next: npm run footnote -- models fetch ${model.id}`
        : `  Next: npm run footnote -- models use ${model.id}`,
    );
  });

/** Makes a model the one that answers, and waits until it does where Footnote runs. */
export const useModel = (config: Config, environment: NodeJS.ProcessEnv, id: string, print: Print): Promise<void> =>
  withModels(config, environment, async (models, running) => {
    const { title } = await models.use(id);
    if (!running) return print(`${title} will be used from the next start on.`);
    print(`Changing to ${title}. Answers that run are ended first.`);
    for (;;) {
      await sleep(1000);
      const { models: all, failed, inUse } = await models.overview();
      if (all.find((model) => model.id === id)?.state === "in_use") return print(`${title} is in use.`);
      if (failed?.id === id) {
        throw new FootnoteError("model_unavailable", `${title} could not be loaded: ${failed.message}`, {
          hint: [failed.hint, inUse && `${inUse.name} is in use as before.`].filter(Boolean).join(" "),
        });
      }
    }
  });

async function withModels(
  config: Config,
  environment: NodeJS.ProcessEnv,
  work: (models: Models, running: boolean) => Promise<void>,
): Promise<void> {
  if (!environment.FOOTNOTE_URL && !(await isRunning(config))) return work(local(config), false);
  const client = await connect(config, environment);
  const post = (path: string, body?: unknown) =>
    client.json<ModelRecord>(`/models${path}`, {
      method: "POST",
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
  const one = (id: string) => `/${encodeURIComponent(id)}`;
  try {
    await work(
      {
        overview: () => client.json("/models"),
        fetch: (id) => post(`${one(id)}/download`),
        add: (address) => post("", { address }),
        use: (id) => post(`${one(id)}/use`),
        remove: async (id) => void (await client.call(`/models${one(id)}`, { method: "DELETE" })),
      },
      true,
    );
  } finally {
    await client.close();
  }
}

/** The same on the data folder itself, where Footnote does not run. */
function local(config: Config): Models {
  const models = openModels(config, fileURLToPath(new URL("./model-task.mjs", import.meta.url)));
  const operator = { id: "", name: "The terminal", email: "" };
  const look = async (): Promise<ModelOverview> => {
    const found = await models.overview(operator);
    // Nothing is being loaded where nothing runs.
    return {
      ...found,
      models: found.models.map((model) => (model.state === "loading" ? { ...model, state: "ready" } : model)),
    };
  };
  return {
    fetch: (id) => models.fetch(operator, id),
    add: (address) => models.add(operator, address),
    use: (id) => models.use(operator, id),
    remove: (id) => models.remove(operator, id),
    async overview() {
      const first = await look();
      if (first.machine !== null) return first;
      // What this machine is takes a moment to find out, and a list without it says little.
      for (let tries = 0; tries < 300; tries++) {
        await sleep(100);
        const next = await look();
        if (next.machine !== null) return next;
      }
      return first;
    },
  };
}

async function find(models: Models, id: string): Promise<ModelRecord> {
  const found = (await models.overview()).models.find((model) => model.id === id || model.address === id);
  if (found !== undefined) return found;
  throw new FootnoteError("not_found", `There is no model "${id}" in the list.`, {
    hint: "npm run footnote -- models lists them.",
  });
}

/** A model that searches or checks beside the one that answers; the list of answer models does not hold it. */
function besideAnswers(id: string): CatalogueEntry | null {
  const entry = findEntry(id);
  return entry === undefined || entry.role === "answers" ? null : entry;
}

async function fetchBeside(config: Config, entry: CatalogueEntry, print: Print): Promise<void> {
  await openModelStore(config).ensure(entry, { onNote: print });
  print(`${entry.title} is there, checksums verified.`);
  if (entry.role !== "embeddings") print("It is used from the next start on.");
}
