import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  AutoModelForSequenceClassification,
  AutoTokenizer,
  type PreTrainedModel,
  Tensor,
} from "@huggingface/transformers";
import { FootnoteError } from "../base/errors.ts";
import { local } from "./session.ts";
import type { CrossEncoder, TextPair } from "./types.ts";

export interface CrossEncoderOptions {
  /** Folder in transformers.js layout: `config.json`, `tokenizer.json`, `onnx/model_quantized.onnx`. */
  modelDir: string;
  threads: number;
}

/** Pairs of a batch at most: as for embedding, small batches are the fastest and keep memory bounded. */
const MAX_PAIRS = 4;
/** Where the configuration does not state the window. */
const DEFAULT_WINDOW = 512;

/** Whether a folder holds the files of an ONNX model. */
export function isInstalled(modelDir: string): boolean {
  return ["config.json", "tokenizer.json", "onnx/model_quantized.onnx"].every((name) =>
    existsSync(join(modelDir, name)),
  );
}

/**
 * Reads pairs of texts with an ONNX cross-encoder through transformers.js, a few pairs at a time with a breath for the event
 * loop between them. One call runs at a time: a second waits, since two would only take each other's cores.
 * @throws FootnoteError `model_missing` when the folder does not hold the model.
 */
export async function createCrossEncoder({ modelDir, threads }: CrossEncoderOptions): Promise<CrossEncoder> {
  const name = basename(modelDir);
  const { model, tokenizer } = await load(modelDir, threads);
  const labels = labelsOf(model.config);
  const window = positiveNumber(Reflect.get(model.config, "max_position_embeddings")) ?? DEFAULT_WINDOW;
  let last: Promise<unknown> = Promise.resolve();

  /** A pair that is longer than the window loses the end of its second text. */
  function encode([first, second]: TextPair): Row {
    const { ids, types } = readRow(tokenizer(first, { text_pair: second, return_tensor: false }));
    const cut = <T>(values: T[]) =>
      values.length <= window ? values : [...values.slice(0, window - 1), ...values.slice(-1)];
    return { ids: cut(ids), types: cut(types) };
  }

  async function run(rows: Row[]): Promise<number[][]> {
    const length = Math.max(...rows.map((row) => row.ids.length));
    const filled = (values: (row: Row) => number[]) => {
      const data = new BigInt64Array(rows.length * length);
      rows.forEach((row, at) => {
        values(row).forEach((value, token) => {
          data[at * length + token] = BigInt(value);
        });
      });
      return new Tensor("int64", data, [rows.length, length]);
    };
    const output: unknown = await model({
      input_ids: filled((row) => row.ids),
      attention_mask: filled((row) => row.ids.map(() => 1)),
      token_type_ids: filled((row) => row.types),
    });
    const logits = logitsOf(output, rows.length * labels.length, name);
    return rows.map((_, at) => probabilities([...logits.subarray(at * labels.length, (at + 1) * labels.length)]));
  }

  async function judge(pairs: TextPair[], { signal, timeLimitMs = Infinity }: JudgeOptions): Promise<number[][]> {
    const began = performance.now();
    const judged: number[][] = [];
    while (judged.length < pairs.length && performance.now() - began < timeLimitMs) {
      signal?.throwIfAborted();
      judged.push(...(await run(pairs.slice(judged.length, judged.length + MAX_PAIRS).map(encode))));
      await setImmediate();
    }
    return judged;
  }

  return {
    name,
    labels,
    judge(pairs, options = {}) {
      const asked = performance.now();
      const result = last.then(() => {
        const waited = performance.now() - asked;
        return judge(pairs, { ...options, timeLimitMs: (options.timeLimitMs ?? Infinity) - waited });
      });
      last = result.catch(() => undefined);
      return result;
    },
    async dispose() {
      await last;
      await model.dispose();
    },
  };
}

type JudgeOptions = NonNullable<Parameters<CrossEncoder["judge"]>[1]>;

/** Token ids of a pair, and for each whether it belongs to the second text. */
interface Row {
  ids: number[];
  types: number[];
}

async function load(modelDir: string, threads: number) {
  try {
    const folder = local(modelDir);
    const [model, tokenizer] = await Promise.all([
      AutoModelForSequenceClassification.from_pretrained(folder, {
        dtype: "q8",
        local_files_only: true,
        session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
      }),
      AutoTokenizer.from_pretrained(folder, { local_files_only: true }),
    ]);
    return { model, tokenizer };
  } catch (cause) {
    throw new FootnoteError("model_missing", `The model ${basename(modelDir)} could not be loaded.`, {
      hint: "Fetch it again with `footnote models fetch`, or turn it off in the settings.",
      cause,
    });
  }
}

function readRow(encoded: unknown): Row {
  const get = (name: string): number[] => {
    const value: unknown = typeof encoded === "object" && encoded !== null ? Reflect.get(encoded, name) : undefined;
    return Array.isArray(value) ? value.map(Number) : [];
  };
  const ids = get("input_ids");
  const types = get("token_type_ids");
  return { ids, types: types.length === ids.length ? types : ids.map(() => 0) };
}

/** The names of the outputs in order; one nameless output where the configuration has none. */
function labelsOf(config: PreTrainedModel["config"]): string[] {
  const named: unknown = Reflect.get(config, "id2label");
  if (typeof named !== "object" || named === null) return ["LABEL_0"];
  const entries = Object.entries(named).sort(([a], [b]) => Number(a) - Number(b));
  return entries.length === 0 ? ["LABEL_0"] : entries.map(([, label]) => String(label).toLowerCase());
}

function positiveNumber(value: unknown): number | null {
  return typeof value === "number" && value > 0 ? value : null;
}

function logitsOf(output: unknown, count: number, name: string): Float32Array {
  if (typeof output === "object" && output !== null && "logits" in output) {
    const { logits } = output;
    if (logits instanceof Tensor && logits.data instanceof Float32Array && logits.data.length === count) {
      return logits.data;
    }
  }
  throw new FootnoteError("model_damaged", `The model ${name} does not score pairs of texts.`, {
    hint: "Choose a cross-encoder, or turn it off in the settings.",
  });
}

/** One logit → its sigmoid; several → their softmax. */
function probabilities(logits: number[]): number[] {
  if (logits.length === 1) return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
