import OpenAI from "openai";
import { FootnoteError } from "../errors.ts";
import type { Usage } from "../types.ts";
import { ThinkSplitter } from "./think-splitter.ts";
import type { GenerateEvent, GenerateRequest, Generator, GeneratorInfo } from "./types.ts";

export interface OpenAiGeneratorOptions {
  /** Up to and with `/v1`. */
  baseUrl: string;
  apiKey: string;
  /** Which of the server's models; its first when not given. */
  model?: string;
}

/** What our own model process adds to a chunk; other servers leave it out. */
interface Extras {
  footnote?: {
    queued?: { position: number; expectedWaitMs: number | null };
    reading?: { tokensRead: number; tokensTotal: number };
    loop?: boolean;
  };
  timings?: { predicted_per_second?: number | null };
}

/** Our model process's health line. */
interface OwnHealth {
  status: "loading" | "ready" | "failed";
  model: {
    name: string;
    backend: string;
    contextSize: number;
    starter: boolean;
    promptForm: GeneratorInfo["promptForm"];
  } | null;
  promptTokensPerSecond: number | null;
  error?: { code: string; message: string; hint?: string };
}

/** Characters a token has at least, in European languages: used where a server cannot count. */
const charactersPerToken = 3;
/** Context taken to be there when a server does not say. */
const unknownContextSize = 4096;

/**
 * Any OpenAI-compatible server: our own model process, vLLM, SGLang, llama-server. Reasoning comes as `reasoning_content`
 * or between `<think>` tags in the text.
 */
export function createOpenAiGenerator({ baseUrl, apiKey, model }: OpenAiGeneratorOptions): Generator {
  const client = new OpenAI({ baseURL: baseUrl, apiKey: apiKey || "none", maxRetries: 0 });
  const root = baseUrl.replace(/\/v1\/?$/, "");
  const headers = { authorization: `Bearer ${apiKey}` };

  /** Our own process tells how it is; another server has no such line, or another one. */
  async function ownHealth(): Promise<OwnHealth | null> {
    const response = await fetch(`${root}/health`, { headers, signal: AbortSignal.timeout(5000) }).catch(() => {
      throw unavailable();
    });
    const body: unknown = await response.json().catch(() => null);
    return isOwnHealth(body) ? body : null;
  }

  async function modelName(): Promise<string> {
    if (model !== undefined) return model;
    const { data } = await client.models.list().catch((error: unknown) => {
      throw toFootnoteError(error);
    });
    const first = data[0]?.id;
    if (first === undefined) throw unavailable();
    return first;
  }

  return {
    async info() {
      const health = await ownHealth();
      if (health?.model) return { ...health.model, promptTokensPerSecond: health.promptTokensPerSecond };
      if (health) throw health.error ? loadFailed(health.error) : loading();
      const name = await modelName();
      return {
        name,
        backend: "remote",
        starter: false,
        contextSize: unknownContextSize,
        promptForm: /r1/i.test(name) ? "r1" : "plain",
        promptTokensPerSecond: null,
      };
    },

    async countTokens(texts) {
      const response = await fetch(`${baseUrl}/tokenize`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ texts }),
      }).catch(() => null);
      const body = response?.ok ? ((await response.json().catch(() => null)) as { counts?: number[] } | null) : null;
      return body?.counts ?? texts.map((text) => Math.ceil(text.length / charactersPerToken));
    },

    async *generate(request) {
      try {
        yield* stream(client, await modelName(), request);
      } catch (error) {
        request.signal.throwIfAborted();
        throw toFootnoteError(error);
      }
    },
  };
}

async function* stream(client: OpenAI, model: string, request: GenerateRequest): AsyncGenerator<GenerateEvent> {
  const chunks = await client.chat.completions.create(
    {
      model,
      messages: request.messages,
      max_tokens: request.maxTokens,
      stream: true,
      stream_options: { include_usage: true },
      ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
      ...(request.topP === undefined ? {} : { top_p: request.topP }),
      ...(request.user === undefined ? {} : { user: request.user }),
      ...(request.grammar === undefined ? {} : { grammar: request.grammar }),
      ...(request.thoughtTokens === undefined ? {} : { thought_tokens: request.thoughtTokens }),
    },
    { signal: request.signal },
  );
  const splitter = new ThinkSplitter();
  const started = performance.now();
  let reason: "stop" | "length" | "loop" | null = null;
  let usage: Usage = { promptTokens: 0, cachedTokens: 0, reasoningTokens: 0, completionTokens: 0 };
  let tokensPerSecond: number | null = null;
  for await (const chunk of chunks) {
    const { footnote, timings } = chunk as Extras;
    if (footnote?.queued) yield { type: "queued", ...footnote.queued };
    if (footnote?.reading) yield { type: "reading", ...footnote.reading };
    const [choice] = chunk.choices;
    const thought = (choice?.delta as { reasoning_content?: string | null } | undefined)?.reasoning_content;
    if (thought) yield { type: "reasoning", delta: thought };
    if (choice?.delta.content) yield* pieces(splitter.push(choice.delta.content));
    if (choice?.finish_reason) reason = choice.finish_reason === "length" ? "length" : "stop";
    if (footnote?.loop) reason = "loop";
    if (chunk.usage) usage = usageOf(chunk.usage);
    if (timings) tokensPerSecond = timings.predicted_per_second ?? null;
  }
  yield* pieces(splitter.flush());
  if (reason === null) throw interrupted();
  const generated = usage.completionTokens + usage.reasoningTokens;
  tokensPerSecond ??= generated > 0 ? (generated * 1000) / (performance.now() - started) : null;
  yield { type: "finish", reason, usage, tokensPerSecond };
}

function* pieces(found: ReturnType<ThinkSplitter["push"]>): Iterable<GenerateEvent> {
  for (const { kind, delta } of found) yield { type: kind, delta };
}

/** OpenAI counts reasoning within the completion; we count text and reasoning apart. */
function usageOf(usage: OpenAI.CompletionUsage): Usage {
  const reasoningTokens = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  return {
    promptTokens: usage.prompt_tokens,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    reasoningTokens,
    completionTokens: usage.completion_tokens - reasoningTokens,
  };
}

function isOwnHealth(body: unknown): body is OwnHealth {
  return typeof body === "object" && body !== null && "status" in body && "promptTokensPerSecond" in body;
}

function toFootnoteError(error: unknown): FootnoteError {
  if (error instanceof FootnoteError) return error;
  if (error instanceof OpenAI.APIConnectionError) return unavailable(error);
  if (error instanceof OpenAI.APIError) {
    const retryAfter = Number(error.headers?.get("retry-after")) || undefined;
    if (error.status === 429 || (error.status === 503 && !isLoading(error))) {
      return new FootnoteError("overloaded", "The model is answering as many people as it can.", {
        hint: "Try again in a moment.",
        cause: error,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
    }
    if (error.status === 503) return loading(error);
    if (error.code === "context_too_small" || /context/i.test(error.message)) {
      return new FootnoteError("context_too_small", "The question and its sources are too long for this model.", {
        hint: "Ask about fewer documents, or raise CONTEXT_SIZE.",
        cause: error,
      });
    }
    if (error.status === undefined) return interrupted(error);
    return new FootnoteError("model_unavailable", `The model server refused the question (${error.status}).`, {
      hint: "Check LLM_BASE_URL, LLM_API_KEY and LLM_MODEL.",
      cause: error,
    });
  }
  return interrupted(error);
}

function isLoading(error: InstanceType<typeof OpenAI.APIError>): boolean {
  return error.code === "model_unavailable" || /loading/i.test(error.message);
}

function unavailable(cause?: unknown): FootnoteError {
  return new FootnoteError("model_unavailable", "The language model is not running.", {
    hint: "It is started again by itself; try again in a moment. Search and evidence work without it.",
    cause,
  });
}

function loading(cause?: unknown): FootnoteError {
  return new FootnoteError("model_unavailable", "The language model is still loading.", {
    hint: "Try again in a moment. Search and evidence work without it.",
    cause,
  });
}

function loadFailed({ code, message, hint }: NonNullable<OwnHealth["error"]>): FootnoteError {
  const known = code === "model_missing" || code === "model_damaged" ? code : "model_unavailable";
  return new FootnoteError(known, message, hint === undefined ? {} : { hint });
}

function interrupted(cause?: unknown): FootnoteError {
  return new FootnoteError("model_interrupted", "The language model stopped in the middle of the answer.", {
    hint: "What was written so far is kept. It is started again by itself: ask again in a moment.",
    cause,
  });
}
