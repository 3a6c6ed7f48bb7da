import OpenAI from "openai";
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import { z } from "zod";
import { ChunkReader, charactersPerToken } from "./chunk-reader.ts";
import { asGenerateError, interrupted } from "./server-errors.ts";
import { askServer, type KnownServer, type ServerOptions } from "./server-info.ts";
import type { GenerateRequest, Generator, GeneratorInfo } from "./types.ts";

export interface OpenAiGeneratorOptions {
  /** The server's address, ending in `/v1`. */
  baseUrl: string;
  apiKey: string;
  /** The model to ask for; without it the first that the server lists. */
  model?: string;
  /** Parts of names of models that are only stand-ins. */
  starterNames?: readonly string[];
  /** Tokens of context to reckon with where the server does not say. */
  contextSize?: number;
  /** A stream silent for longer is given up, ms. */
  idleTimeoutMs?: number;
}

/** What another server is does not change often; asked again after this, ms. */
const knownForMs = 30_000;
const counts = z.object({ counts: z.array(z.number()) });

/** A generator that speaks to any OpenAI-compatible server: Footnote's model process, vLLM, SGLang, llama-server. */
export function createOpenAiGenerator(options: OpenAiGeneratorOptions): Generator {
  const { idleTimeoutMs = 300_000 } = options;
  const server: ServerOptions = {
    baseUrl: options.baseUrl,
    apiKey: options.apiKey,
    starterNames: options.starterNames ?? ["smollm2-135m"],
    contextSize: options.contextSize ?? 8192,
    ...(options.model === undefined ? {} : { model: options.model }),
  };
  const client = new OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey || "none", // the package refuses an empty key; servers without one do not look at it
    maxRetries: 0,
    timeout: idleTimeoutMs,
  });
  let known: { server: KnownServer; at: number } | null = null;
  let promptTokensPerSecond: number | null = null;

  /** Ours is asked each time, as it may be loading or have another model; another server once in a while. */
  const ask = async (signal?: AbortSignal): Promise<KnownServer> => {
    if (known !== null && !known.server.ours && performance.now() - known.at < knownForMs) return known.server;
    known = { server: await askServer(server, signal), at: performance.now() };
    return known.server;
  };

  return {
    async info(): Promise<GeneratorInfo> {
      const { info } = await ask();
      return { ...info, promptTokensPerSecond: info.promptTokensPerSecond ?? promptTokensPerSecond };
    },

    async countTokens(texts) {
      if (texts.length === 0) return [];
      const { ours } = known?.server ?? (await ask());
      if (!ours) return texts.map((text) => Math.ceil(text.length / charactersPerToken));
      try {
        return counts.parse(await client.post("/tokenize", { body: { texts } })).counts;
      } catch (error) {
        throw asGenerateError(error, false);
      }
    },

    async *generate(request) {
      request.signal.throwIfAborted();
      const to = known?.server ?? (await ask(request.signal));
      const reader = new ChunkReader({ mayStartThinking: !to.ours && to.info.promptForm === "r1" });
      const idle = new AbortController();
      const signal = AbortSignal.any([request.signal, idle.signal]);
      let timer = setTimeout(() => idle.abort(), idleTimeoutMs);
      let answerId: string | null = null;
      const answerNow = () => {
        if (to.ours && answerId !== null) client.post("/answer-now", { body: { id: answerId } }).catch(() => undefined);
      };
      request.answerNow?.addEventListener("abort", answerNow, { once: true });
      try {
        const stream = await client.chat.completions.create(body(request, to), { signal });
        for await (const chunk of stream) {
          clearTimeout(timer);
          timer = setTimeout(() => idle.abort(), idleTimeoutMs);
          if (answerId === null) {
            answerId = chunk.id;
            if (request.answerNow?.aborted) answerNow();
          }
          yield* reader.read(chunk);
        }
        request.signal.throwIfAborted();
        if (!reader.finished) throw interrupted();
        promptTokensPerSecond = reader.promptTokensPerSecond ?? promptTokensPerSecond;
        yield* reader.end(estimatePrompt(request));
      } catch (error) {
        if (request.signal.aborted) throw request.signal.reason;
        known = null;
        throw asGenerateError(error, reader.started);
      } finally {
        clearTimeout(timer);
        request.answerNow?.removeEventListener("abort", answerNow);
      }
    },
  };
}

function body(request: GenerateRequest, { ours, model }: KnownServer): ChatCompletionCreateParamsStreaming {
  const common: ChatCompletionCreateParamsStreaming = {
    model,
    messages: request.messages,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: request.maxTokens,
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.user === undefined ? {} : { user: request.user }),
  };
  if (!ours) return common;
  const extra = {
    ...common,
    ...(request.thoughtTokens === undefined ? {} : { thought_tokens: request.thoughtTokens }),
    ...(request.grammar === undefined ? {} : { grammar: request.grammar }),
  };
  return extra;
}

function estimatePrompt({ messages }: GenerateRequest): number {
  return Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / charactersPerToken);
}
