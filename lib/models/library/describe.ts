import {
  type AddedModel,
  bestVariant,
  bytesOf,
  type CatalogueEntry,
  catalogue,
  entryOf,
  type Fit,
  fitModel,
  glanceAtModel,
  keptPrediction,
  type Machine,
  type ModelChoice,
  measuredSpeed,
  predictSpeed,
  type Speeds,
} from "../index.ts";
import type { Transfers } from "./transfers.ts";
import type { AnsweringModel, ModelRecord } from "./types.ts";

export interface Known {
  folder: string;
  added: AddedModel[];
  speeds: Speeds;
  machine: Machine | null;
  context: { contextSize: number; sequences: number };
  choice: ModelChoice | null;
  /** The id of the model that answers now. */
  inUse: string | null;
  transfers: Transfers;
}

/** What is known of the running model: null while it does not answer. */
export async function askRunning(generator: AnsweringModel) {
  return generator.info().then(
    (info) => ({ info, notice: null }),
    (error: unknown) => ({ info: null, notice: error instanceof Error ? error.message : String(error) }),
  );
}

/** Every answer model, of the catalogue and added, as the page shows it. Looks at names and sizes of files only. */
export async function describeModels(known: Known): Promise<ModelRecord[]> {
  const own = new Map(known.added.map((model) => [model.id, model]));
  const listed = catalogue.filter((entry) => entry.answers !== undefined);
  const entries = [...listed.filter(({ id }) => !own.has(id)), ...known.added.map(entryOf)];
  const { machine, speeds, context } = known;
  const hardware = machine ?? { memoryBytes: Number.POSITIVE_INFINITY, gpu: null };
  const measured = {
    speeds,
    memoryBytesPerSecond: machine?.gpu || machine?.busy ? null : (machine?.memoryBytesPerSecond ?? null),
  };
  const fits = entries.map((entry) => fitModel(entry, hardware, { ...context, ...measured }));
  const families = new Map<string, Fit[]>();
  for (const fit of fits) families.set(familyOf(fit.entry).id, [...(families.get(familyOf(fit.entry).id) ?? []), fit]);
  const suiting = new Set(
    [...families.values()].map((family) => (bestVariant(family, hardware.gpu !== null) ?? family[0])?.entry.id),
  );
  return Promise.all(
    fits.map(async ({ entry, fit, neededBytes, reason }): Promise<ModelRecord> => {
      const model = own.get(entry.id);
      return {
        id: entry.id,
        title: entry.title,
        family: familyOf(entry),
        quantisation: entry.answers?.quantisation ?? "",
        licence: entry.licence,
        starter: entry.starter,
        added: model !== undefined,
        address: model?.address ?? null,
        bytes: bytesOf(entry),
        neededBytes,
        fit: machine === null ? "unknown" : fit,
        reason: machine === null ? "What fits here is being looked at." : reason,
        suits: suiting.has(entry.id),
        expected:
          speeds[entry.id] === undefined
            ? predictSpeed(entry, speeds, measured.memoryBytesPerSecond)
            : keptPrediction(entry, speeds),
        measured: measuredSpeed(entry, speeds),
        ...(await stateOf(entry, known)),
        error: known.transfers.errorOf(entry.id),
        facts: model ? factsOf(model) : null,
      };
    }),
  );
}

async function stateOf(
  entry: CatalogueEntry,
  { folder, transfers, choice, inUse }: Known,
): Promise<Pick<ModelRecord, "state" | "transfer">> {
  const { id } = entry;
  const { state, bytesThere } = await glanceAtModel(folder, entry);
  const progress = transfers.progressOf(id);
  const bytesTotal = bytesOf(entry) || null;
  const there = { bytesDone: bytesThere, bytesTotal, bytesPerSecond: null, secondsLeft: null };
  const busy = transfers.stateOf(id);
  if (busy === "verifying") return { state: busy, transfer: null };
  if (busy !== null) {
    if (progress === null) return { state: busy, transfer: there };
    const { bytesDone, bytesPerSecond, secondsLeft } = progress;
    return { state: busy, transfer: { bytesDone, bytesTotal: progress.bytesTotal, bytesPerSecond, secondsLeft } };
  }
  if (inUse === id) return { state: "in_use", transfer: null };
  if (choice?.id === id && choice.state === "new") return { state: "loading", transfer: null };
  if (transfers.isDamaged(id) && state !== "missing") return { state: "damaged", transfer: null };
  return { state, transfer: state === "partly" ? there : null };
}

function factsOf({ facts }: AddedModel): ModelRecord["facts"] {
  const { name, architecture, parameters, contextLength, layers, chatTemplate } = facts;
  return { name, architecture, parameters, contextLength, layers, chatTemplate };
}

function familyOf({ id, title, family }: CatalogueEntry): { id: string; title: string } {
  return family ?? { id, title };
}
