import { z } from "zod";
import { type ErrorCode, FootnoteError } from "../base/errors.ts";
import type { GeneratorInfo } from "./types.ts";

export interface ServerOptions {
  /** The address that ends in `/v1`. */
  baseUrl: string;
  apiKey: string;
  /** The model to ask for; without it the first that the server lists. */
  model?: string;
  /** Parts of names of models that are only stand-ins. */
  starterNames: readonly string[];
  /** Tokens of context to reckon with where the server does not say. */
  contextSize: number;
}

/** A server and what is known of it. `ours`: Footnote's own model process, which takes a few fields more. */
export interface KnownServer {
  ours: boolean;
  /** The name to send as `model`. */
  model: string;
  info: GeneratorInfo;
}

const patienceMs = 3000;

const ourHealth = z.object({
  status: z.enum(["loading", "ready", "failed"]),
  model: z
    .object({
      id: z.string(),
      name: z.string(),
      backend: z.string(),
      contextSize: z.number(),
      starter: z.boolean(),
      promptForm: z.enum(["r1", "plain"]),
      gpuLayers: z.number().default(0),
      layers: z.number().default(0),
      threads: z.number().default(0),
      memory: z.object({ ram: z.number(), vram: z.number() }).default({ ram: 0, vram: 0 }),
      fallbacks: z.array(z.string()).default([]),
    })
    .nullable(),
  promptTokensPerSecond: z.number().nullable(),
  queue: z.number().optional(),
  answerTokensPerSecond: z.number().nullable().default(null),
  changingTo: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
});

const modelList = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        owned_by: z.string().optional(),
        max_model_len: z.number().optional(), // vLLM, SGLang
        meta: z.object({ n_ctx: z.number().optional() }).nullish(), // llama-server
      }),
    )
    .min(1),
});

/**
 * Asks a server what it is: Footnote's own by its `/health`, any other by `/v1/models`.
 * @throws FootnoteError `model_unavailable` (not there, or loading: the hint says which), `model_missing`, `model_damaged`.
 */
export async function askServer(options: ServerOptions, signal?: AbortSignal): Promise<KnownServer> {
  const health = await get(options, new URL("health", `${options.baseUrl.replace(/\/v1\/?$/, "")}/`), signal);
  const ours = ourHealth.safeParse(health.body);
  if (ours.success) return ourServer(ours.data);
  const models = await get(options, new URL("models", `${options.baseUrl.replace(/\/$/, "")}/`), signal);
  if (models.status === 401 || models.status === 403) throw refused();
  const list = modelList.safeParse(models.body);
  if (!list.success && options.model === undefined) {
    throw new FootnoteError("model_unavailable", "The model server did not say which models it has.", {
      hint:
        models.status === 503 ? "It is still loading. Try again in a moment." : "Set LLM_MODEL to the model's name.",
    });
  }
  const listed = list.success ? list.data.data : [];
  const found = listed.find((entry) => entry.id === options.model) ?? listed[0];
  const model = options.model ?? found?.id ?? "";
  return {
    ours: false,
    model,
    info: {
      name: model,
      backend: found?.owned_by ?? "another server",
      starter: isStarter(model, options.starterNames),
      contextSize: found?.max_model_len ?? found?.meta?.n_ctx ?? options.contextSize,
      promptForm: isR1(model) ? "r1" : "plain",
      promptTokensPerSecond: null,
    },
  };
}

function ourServer(health: z.infer<typeof ourHealth>): KnownServer {
  const { status, model, promptTokensPerSecond, answerTokensPerSecond, error } = health;
  if (status === "failed" && error !== undefined) {
    const code: ErrorCode =
      error.code === "model_missing" || error.code === "model_damaged" ? error.code : "model_unavailable";
    throw new FootnoteError(code, error.message, { hint: error.hint });
  }
  if (status !== "ready" || model === null) {
    const what = health.changingTo === undefined ? "still loading" : `being changed to ${health.changingTo}`;
    throw new FootnoteError("model_unavailable", `The model is ${what}.`, {
      hint: "Try again in a moment. Search and evidence work meanwhile.",
      retryAfter: 2,
    });
  }
  const { id, gpuLayers, layers, threads, memory, fallbacks, ...facts } = model;
  const running = { id, gpuLayers, layers, threads, memory, fallbacks, answerTokensPerSecond };
  return { ours: true, model: id, info: { ...facts, promptTokensPerSecond, queued: health.queue ?? 0, running } };
}

async function get(
  { apiKey }: ServerOptions,
  url: URL,
  signal?: AbortSignal,
): Promise<{ status: number; body: unknown }> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    const text = await response.text();
    return { status: response.status, body: parseJson(text) };
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not ours, then; the caller looks at the status
  }
}

/** The error for a server that does not answer. */
export function unreachable(cause: unknown): FootnoteError {
  return new FootnoteError("model_unavailable", "The model does not answer.", {
    hint: "It may be starting again: try in a moment. If it lasts, look at the log, or check LLM_BASE_URL where it is set.",
    cause,
  });
}

/** The error for a server that does not take our key. */
export function refused(): FootnoteError {
  return new FootnoteError("model_unavailable", "The model server refused the key.", {
    hint: "Check LLM_API_KEY.",
  });
}

/** R1 and its distills by the name a server gives them. */
export function isR1(model: string): boolean {
  return /\br1\b|deepseek-?r1|-r1-/i.test(model);
}

function isStarter(model: string, names: readonly string[]): boolean {
  return names.some((name) => model.toLowerCase().includes(name.toLowerCase()));
}
