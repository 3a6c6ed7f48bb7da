import type { ErrorCode } from "../../base/errors.ts";
import type { ModelInfo, RunningModel } from "../../base/types.ts";
import type { Machine, SpeedEstimate } from "../index.ts";

/** What a model is doing or what became of it, from the reader's side. */
export type ModelState =
  | "in_use"
  | "loading"
  | "ready"
  | "unchecked"
  | "partly"
  | "missing"
  | "damaged"
  | "queued"
  | "fetching"
  | "verifying";

/** A model of the list: what it is, whether it suits this machine, and how it stands. */
export interface ModelRecord {
  id: string;
  title: string;
  /** Entries of one family are the same model in several quantisations. */
  family: { id: string; title: string };
  quantisation: string;
  licence: string;
  starter: boolean;
  /** A person added it; `address` is where it comes from, null for a file of this machine. */
  added: boolean;
  address: string | null;
  bytes: number;
  neededBytes: number | null;
  fit: "well" | "slow" | "no" | "unknown";
  /** Why, in one sentence. */
  reason: string;
  /** The quantisation of its family that suits this machine best. */
  suits: boolean;
  /** What was or is expected of it here, and what was measured; each null where it is not known. */
  expected: SpeedEstimate | null;
  measured: SpeedEstimate | null;
  state: ModelState;
  transfer: {
    bytesDone: number;
    bytesTotal: number | null;
    bytesPerSecond: number | null;
    secondsLeft: number | null;
  } | null;
  /** What went wrong last, and what to do. */
  error: { code: ErrorCode; message: string; hint?: string } | null;
  /** What an added file says of itself. */
  facts: {
    name: string | null;
    architecture: string;
    parameters: number;
    contextLength: number;
    layers: number;
    chatTemplate: string | null;
  } | null;
}

/** Everything that the models page and `footnote models` show. */
export interface ModelOverview {
  models: ModelRecord[];
  machine: Machine | null;
  /** The model that answers now, null while none does. */
  inUse: (RunningModel & { name: string; backend: string; contextSize: number; starter: boolean }) | null;
  /** Why none does. */
  notice: string | null;
  choice: {
    id: string | null;
    by: "person" | "machine" | "setting" | "server";
    reason: string;
  } | null;
  /** The R1 distill that suits this machine best, whether it is there or not, and why; null where none does. */
  suggested: { id: string; title: string; reason: string } | null;
  /** The last choice that could not be loaded. */
  failed: { id: string; title: string; message: string; hint?: string } | null;
  /** Free on the disk of the models folder, bytes. */
  freeBytes: number | null;
  /** The hub's host. */
  hub: string;
  /** Why the model cannot be changed here; null where it can. */
  fixed: string | null;
}

/** Whatever answers now and can say what it is: `lib/generate`'s generator, seen from here. */
export interface AnsweringModel {
  /** @throws FootnoteError while no model answers. */
  info(): Promise<ModelInfo & { contextSize: number; running?: RunningModel }>;
}
