import { basename, dirname } from "node:path";
import {
  AutoConfig,
  AutoModel,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  Tensor,
} from "@huggingface/transformers";
import { FootnoteError } from "../base/errors.ts";

/** A loaded model with its own threads. */
export interface Session {
  /** Runs one batch of token ids, each row padded to `length`. Returns states `[texts × length × dimensions]`. */
  run(rows: number[][], length: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Points transformers.js at a folder and away from everything else. */
export function local(modelDir: string): string {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.localModelPath = `${dirname(modelDir)}/`;
  return basename(modelDir);
}

function missing(cause: unknown): FootnoteError {
  return new FootnoteError("model_missing", "The embedding model could not be loaded.", {
    hint: "Run `footnote doctor`: it says which of its files are missing or damaged.",
    cause,
  });
}

/** Loads the model for `threads` threads. @throws FootnoteError `model_missing`. */
export async function loadSession(modelDir: string, threads: number): Promise<Session> {
  let model: PreTrainedModel;
  try {
    model = await AutoModel.from_pretrained(local(modelDir), {
      dtype: "q8",
      local_files_only: true,
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
    });
  } catch (error) {
    throw missing(error);
  }
  return {
    async run(rows, length) {
      const size = rows.length * length;
      const ids = new BigInt64Array(size);
      const mask = new BigInt64Array(size);
      rows.forEach((row, text) => {
        row.forEach((id, token) => {
          ids[text * length + token] = BigInt(id);
          mask[text * length + token] = 1n;
        });
      });
      const shape = [rows.length, length];
      const output: unknown = await model({
        input_ids: new Tensor("int64", ids, shape),
        attention_mask: new Tensor("int64", mask, shape),
        token_type_ids: new Tensor("int64", new BigInt64Array(size), shape),
      });
      return statesOf(output);
    },
    async dispose() {
      await model.dispose();
    },
  };
}

function statesOf(output: unknown): Float32Array {
  if (typeof output === "object" && output !== null && "last_hidden_state" in output) {
    const states = output.last_hidden_state;
    if (states instanceof Tensor && states.data instanceof Float32Array) return states.data;
  }
  throw new FootnoteError("model_damaged", "The embedding model does not return token states.", {
    hint: "Choose another embedding model.",
  });
}

/** Loads the tokenizer: text → token ids, special tokens included. @throws FootnoteError `model_missing`. */
export async function loadTokenizer(modelDir: string): Promise<(text: string) => number[]> {
  let tokenizer: PreTrainedTokenizer;
  try {
    tokenizer = await AutoTokenizer.from_pretrained(local(modelDir), { local_files_only: true });
  } catch (error) {
    throw missing(error);
  }
  return (text) => tokenizer.encode(text);
}

/** Length of the model's vectors, from its configuration. */
export async function readDimensions(modelDir: string): Promise<number> {
  const config = await AutoConfig.from_pretrained(local(modelDir), { local_files_only: true }).catch(
    (error: unknown) => {
      throw missing(error);
    },
  );
  const size: unknown = Reflect.get(config, "hidden_size");
  if (typeof size !== "number") throw missing(new Error("no hidden_size"));
  return size;
}
