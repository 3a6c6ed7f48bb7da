import { resolve } from "node:path";
import { z } from "zod";
import { FootnoteError } from "./errors.ts";

/** Numbers arrive as text; an empty variable counts as not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);
const integer = (fallback: number, min: number, max: number) =>
  optional(z.coerce.number().int().min(min).max(max).default(fallback));
/** Several values in one variable, separated by commas. */
const list = optional(
  z
    .string()
    .default("")
    .transform((value) =>
      value
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
    ),
);
const flag = optional(
  z
    .enum(["0", "1", "true", "false"])
    .default("0")
    .transform((value) => value === "1" || value === "true"),
);

const schema = z.object({
  /** Address and port the browser talks to. */
  HOST: optional(z.string().default("127.0.0.1")),
  PORT: integer(3000, 0, 65535),
  /** The address people type, when a proxy stands before Footnote (`https://footnote.example.org`). */
  PUBLIC_URL: optional(z.url().optional()),
  /** Names under which Footnote answers besides localhost, its own address and PUBLIC_URL; "*.example.org" for all below. */
  ALLOWED_HOSTS: list,
  /** Proxies whose X-Forwarded-For counts: addresses and networks. */
  TRUSTED_PROXIES: list,
  /** Where documents, the catalogue, the index and models are kept. */
  DATA_DIR: optional(z.string().default("data")),
  MODELS_DIR: optional(z.string().optional()),
  DATABASE_URL: optional(z.string().optional()),
  DATABASE_AUTH_TOKEN: optional(z.string().optional()),
  LANCEDB_URI: optional(z.string().optional()),
  /** Ids of catalogue entries, or "auto". */
  MODEL: optional(z.string().default("auto")),
  EMBEDDER: optional(z.string().default("all-minilm-l6-v2")),
  /** Ids of optional cross-encoders, used where their folder is in MODELS_DIR; "off" for none. */
  RERANKER: optional(z.string().default("ms-marco-minilm-l-6-v2")),
  NLI: optional(z.string().default("nli-deberta-v3-xsmall")),
  /** Time that reranking may add to a search, ms. */
  RERANK_MS: integer(800, 1, 60_000),
  /** Ask the answering model itself about sentences that are only partly supported. */
  SUPPORT_BY_MODEL: flag,
  HF_ENDPOINT: optional(z.url().default("https://huggingface.co")),
  /** Any OpenAI-compatible server instead of the model process. */
  LLM_BASE_URL: optional(z.url().optional()),
  LLM_API_KEY: optional(z.string().default("")),
  LLM_MODEL: optional(z.string().optional()),
  /** A second OpenAI-compatible server, only for the compare page. */
  COMPARE_BASE_URL: optional(z.url().optional()),
  COMPARE_API_KEY: optional(z.string().default("")),
  COMPARE_MODEL: optional(z.string().optional()),
  /** W that the machine draws while an answer is written, where no counter can be read. */
  WATTS: optional(z.coerce.number().min(0).max(100_000).default(45)),
  /** The model process: made by the supervisor. */
  MODEL_PORT: integer(0, 0, 65535),
  MODEL_SECRET: optional(z.string().default("")),
  GPU: optional(z.enum(["auto", "cuda", "metal", "vulkan", "off"]).default("auto")),
  GPU_LAYERS: optional(z.coerce.number().int().min(0).optional()),
  CONTEXT_SIZE: integer(4096, 512, 131072),
  SEQUENCES: integer(2, 1, 64),
  ANSWER_TOKENS: integer(512, 16, 32768),
  THOUGHT_TOKENS: integer(800, 0, 32768),
  QUEUE_LIMIT: integer(16, 1, 1000),
  /** Longest wait for a free place, longest time from then to the first token, and for the whole answer, seconds. */
  QUEUE_TIMEOUT_S: integer(300, 1, 86_400),
  FIRST_TOKEN_TIMEOUT_S: integer(300, 1, 86_400),
  ANSWER_TIMEOUT_S: integer(900, 10, 86_400),
  MAX_UPLOAD_MB: integer(200, 1, 100_000),
  PARSE_TIMEOUT_S: integer(120, 1, 86_400),
  PARSE_MEMORY_MB: integer(1024, 64, 1_000_000),
  /** Threads for bulk embedding while nobody is asking; 0: as many as cores, at most 4. */
  EMBED_THREADS: integer(0, 0, 256),
  LOG_LEVEL: optional(z.enum(["debug", "info", "warn", "error"]).default("info")),
  /** Do not open downloads at start; the model must already be there. */
  OFFLINE: flag,
});

type Parsed = z.infer<typeof schema>;

/** The settings, checked. Paths are absolute. */
export type Config = Readonly<
  Omit<Parsed, "MODELS_DIR" | "DATABASE_URL" | "LANCEDB_URI"> & {
    MODELS_DIR: string;
    DATABASE_URL: string;
    LANCEDB_URI: string;
    ORIGINALS_DIR: string;
  }
>;

/** The environment that a process started by this one inherits, with what it is to have besides. */
export function childEnvironment(besides: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...besides };
}

/**
 * Reads the environment once: the only reader of process.env in `lib` and `app`.
 * @throws FootnoteError `bad_config` that names every bad variable and what it takes.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new FootnoteError("bad_config", `Some settings cannot be used.\n  ${lines.join("\n  ")}`, {
      hint: "Correct or unset these environment variables, then start again. docs/operations.md lists them all.",
    });
  }
  const settings = parsed.data;
  const data = resolve(settings.DATA_DIR);
  return Object.freeze({
    ...settings,
    DATA_DIR: data,
    ORIGINALS_DIR: resolve(data, "originals"),
    MODELS_DIR: resolve(settings.MODELS_DIR ?? resolve(data, "models")),
    DATABASE_URL: settings.DATABASE_URL ?? `file:${resolve(data, "catalog.db")}`,
    LANCEDB_URI: settings.LANCEDB_URI ?? resolve(data, "index"),
  });
}
