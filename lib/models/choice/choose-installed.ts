import { basename } from "node:path";
import { FootnoteError } from "../../base/errors.ts";
import { findModel } from "../catalogue/added.ts";
import { catalogue, findEntry, starterId } from "../catalogue/catalogue.ts";
import type { CatalogueEntry } from "../catalogue/entry.ts";
import { checkModelFile, damaged, isModelPath, locateAnswerModel } from "../sources/verify.ts";

/** An answer model that is there and whole. */
export interface InstalledModel {
  id: string;
  name: string;
  path: string;
  starter: boolean;
  /** Null for a GGUF given by its path. */
  entry: CatalogueEntry | null;
}

/**
 * The answer model to load: what `model` names, or with "auto" the highest-ranked one that is there and whole.
 * Never downloads.
 * @throws FootnoteError `model_missing`, `model_damaged`, `bad_config` for an id that the catalogue does not hold.
 */
export async function chooseInstalled(options: {
  model: string;
  folder: string;
  fits?: (entry: CatalogueEntry) => boolean;
}): Promise<InstalledModel> {
  const { model, folder } = options;
  if (isModelPath(model)) {
    return { id: basename(model, ".gguf"), name: basename(model, ".gguf"), path: model, starter: false, entry: null };
  }
  if (model !== "auto") {
    const entry = await findModel(folder, model);
    if (entry?.answers === undefined) {
      throw new FootnoteError("bad_config", `MODEL names "${model}", which the catalogue does not hold.`, {
        hint: `Use "auto", the path of a GGUF, or one of: ${answerIds().join(", ")}.`,
      });
    }
    return installed(entry, await locateAnswerModel(folder, entry));
  }
  const candidates = catalogue
    .filter((entry) => entry.answers !== undefined && (options.fits?.(entry) ?? true))
    .sort((a, b) => b.rank - a.rank);
  let broken: FootnoteError | null = null;
  for (const entry of candidates) {
    for (const file of entry.files) {
      const { state, path } = await checkModelFile(folder, entry, file);
      if (state === "ready" && path !== null) return installed(entry, path);
      if (state === "damaged") broken ??= damaged(entry, file);
    }
  }
  const starter = findEntry(starterId);
  if (broken !== null) throw broken;
  throw starter === undefined
    ? new FootnoteError("model_missing", "No model is there.")
    : await missingStarter(folder, starter);
}

async function missingStarter(folder: string, starter: CatalogueEntry): Promise<unknown> {
  return locateAnswerModel(folder, starter).catch((error: unknown) => error);
}

function installed(entry: CatalogueEntry, path: string): InstalledModel {
  return { id: entry.id, name: entry.title, path, starter: entry.starter, entry };
}

function answerIds(): string[] {
  return catalogue.filter((entry) => entry.answers !== undefined).map((entry) => entry.id);
}
