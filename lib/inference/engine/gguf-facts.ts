import { basename } from "node:path";
import { type GgufFileInfo, readGgufFileInfo } from "node-llama-cpp";
import { FootnoteError } from "../../base/errors.ts";
import type { GgufFacts } from "../../models/index.ts";
import { checkGguf, damaged } from "./check-gguf.ts";

/** A header takes well under a second from a disk, and some seconds over a network. */
const patienceMs = 30_000;

/** Types of weights by the number in `general.file_type` (llama.cpp, `enum llama_ftype`). */
const fileTypes: Record<number, string> = {
  0: "F32",
  1: "F16",
  2: "Q4_0",
  3: "Q4_1",
  7: "Q8_0",
  8: "Q5_0",
  9: "Q5_1",
  10: "Q2_K",
  11: "Q3_K_S",
  12: "Q3_K_M",
  13: "Q3_K_L",
  14: "Q4_K_S",
  15: "Q4_K_M",
  16: "Q5_K_S",
  17: "Q5_K_M",
  18: "Q6_K",
  32: "BF16",
};

/**
 * What a GGUF's header says of the model, before anything of it is loaded. `place`: an absolute path, or the URL of a file
 * on a server that knows ranges.
 * @throws FootnoteError `model_missing`, `model_damaged` when it is no GGUF of a language model.
 */
export async function readGgufFacts(
  place: { path: string; bytes: number } | { url: string; bytes: number },
): Promise<GgufFacts> {
  if ("path" in place) await checkGguf(place.path);
  const [from, sourceType] = "path" in place ? [place.path, "filesystem" as const] : [place.url, "network" as const];
  const info = await readGgufFileInfo(from, {
    sourceType,
    logWarnings: false,
    spliceSplitFiles: false,
    fetchRetryOptions: { retries: 1 },
    signal: AbortSignal.timeout(patienceMs),
  }).catch((cause: unknown) => {
    throw damaged("is not a GGUF that can be read", cause);
  });
  if (/-\d{5}-of-\d{5}\.gguf$/.test(basename(from))) {
    throw new FootnoteError("not_supported", "This model is split into several files.", {
      hint: "Join them into one with llama.cpp's gguf-split --merge, and add that one.",
    });
  }
  return describe(info, place.bytes);
}

function describe(info: GgufFileInfo, bytes: number): GgufFacts {
  const { general, tokenizer } = info.metadata;
  const shape = info.architectureMetadata;
  const layers = Number(shape.block_count ?? 0);
  if (layers === 0 || !general.architecture) throw damaged("holds no language model");
  const heads = first(shape.attention?.head_count) ?? 0;
  const keyHeads = first(shape.attention?.head_count_kv) ?? heads;
  const width = Number(shape.embedding_length ?? 0);
  const perHead = Number(shape.attention?.key_length ?? (heads > 0 ? width / heads : 0));
  const template = tokenizer?.chat_template ?? null;
  const parameters = (info.fullTensorInfo ?? []).reduce(
    (sum, { dimensions }) => sum + dimensions.reduce<number>((product, size) => product * Number(size), 1),
    0,
  );
  return {
    name: general.name?.trim() || null,
    architecture: general.architecture,
    parameters,
    quantisation: fileTypes[Number(general.file_type)] ?? "unknown",
    contextLength: Number(shape.context_length ?? 0),
    layers,
    cacheBytesPerToken: Math.round(layers * keyHeads * perHead * 2 * 2),
    promptForm: template?.includes("<｜Assistant｜>") && template.includes("</think>") ? "r1" : "plain",
    chatTemplate: nameOf(template),
    licence: general.license ?? null,
    bytes,
  };
}

/** The family of a chat template by its marks; they are long programs that no one reads. */
function nameOf(template: string | null): string | null {
  if (template === null) return null;
  if (template.includes("<｜Assistant｜>")) return template.includes("</think>") ? "DeepSeek-R1" : "DeepSeek";
  if (template.includes("<|im_start|>")) return "ChatML";
  if (template.includes("<|start_header_id|>")) return "Llama 3";
  if (template.includes("<start_of_turn>")) return "Gemma";
  if (template.includes("[INST]")) return "Mistral";
  return "its own";
}

function first(value: number | number[] | undefined): number | undefined {
  return Array.isArray(value) ? value[0] : value;
}
