import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { z } from "zod";
import { asFootnoteError, type ErrorCode, FootnoteError } from "../../base/errors.ts";
import { decisionsBody } from "../decisions/decide.ts";
import type { ChatRequest, ChatService } from "../scheduling/service.ts";
import { type ChatBody, parseChatBody } from "./chat-request.ts";
import { CompletionStream, timingsOf, usageOf } from "./completion-stream.ts";

/** What /health tells. `model` is null until it is known which one. */
export interface ModelHealth {
  status: "loading" | "ready" | "failed";
  model: ModelFacts | null;
  busy: number;
  queue: number;
  promptTokensPerSecond: number | null;
  answerTokensPerSecond: number | null;
  error?: { code: ErrorCode; message: string; hint?: string };
  /** The title of the model that comes next, while this one finishes what it is writing. */
  changingTo?: string;
}

/** The model as /health and /v1/models show it. */
export interface ModelFacts {
  id: string;
  name: string;
  backend: string;
  contextSize: number;
  starter: boolean;
  promptForm: "r1" | "plain";
  gpuLayers: number;
  layers?: number;
  /** Bytes taken in the machine's memory and the GPU's. */
  memory?: { ram: number; vram: number };
  threads: number;
  /** What was asked for and not given, one plain line each. */
  fallbacks: string[];
}

export interface ModelServerState {
  health(): ModelHealth;
  /** Null while loading, after a failure, and while the model is being changed. */
  service(): ChatService | null;
  /** Aborted with the reason for those who wait when the model is being changed. */
  changing?: AbortSignal;
}

export interface ModelServerOptions {
  /** Bearer secret; empty means no guard (only for a process without a supervisor). */
  secret: string;
  state: ModelServerState;
}

/** Largest request body, bytes. */
const bodyLimit = 8 * 1024 * 1024;
/** Seconds after which to ask again while the model is loading. */
const loadingRetryAfter = 2;

const statusOf: Partial<Record<ErrorCode, number>> = {
  bad_request: 400,
  context_too_small: 400,
  not_signed_in: 401,
  not_found: 404,
  too_large: 413,
  overloaded: 503,
  model_unavailable: 503,
  model_missing: 503,
  model_damaged: 503,
};

/** The OpenAI-compatible server. Not listening yet. */
export function createModelServer(options: ModelServerOptions): Server {
  const running = new Map<string, AbortController>();
  const server = createServer((request, response) => {
    route(request, response, options, running).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else sendError(response, asFootnoteError(error));
    });
  });
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 30_000;
  return server;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  { secret, state }: ModelServerOptions,
  running: Map<string, AbortController>,
): Promise<void> {
  const call = `${request.method} ${request.url?.split("?")[0]}`;
  if (secret !== "" && !isAllowed(request.headers.authorization, secret))
    throw new FootnoteError("not_signed_in", "The model process takes only Footnote's own requests.");
  if (call === "GET /health") return sendJson(response, state.health().status === "ready" ? 200 : 503, state.health());
  const service = state.service();
  if (service === null) throw notReady(state.health());
  const model = state.health().model?.id ?? "model";
  if (call === "GET /v1/models")
    return sendJson(response, 200, {
      object: "list",
      data: [{ id: model, object: "model", created: 0, owned_by: "footnote" }],
    });
  if (call === "POST /v1/tokenize") {
    const { texts } = parse(z.object({ texts: z.array(z.string()).max(10_000) }), await readJson(request));
    return sendJson(response, 200, { counts: texts.map((text) => service.engine.tokenize(text).length) });
  }
  if (call === "POST /v1/decisions") {
    const { pairs, time_limit_ms } = parse(decisionsBody, await readJson(request));
    const gone = new AbortController();
    response.on("close", () => gone.abort(new FootnoteError("cancelled", "The reader has gone.")));
    return sendJson(response, 200, { answers: await service.decider.decide(pairs, time_limit_ms, gone.signal) });
  }
  if (call === "POST /v1/answer-now") {
    const { id } = parse(z.object({ id: z.string() }), await readJson(request));
    const answer = running.get(id);
    if (answer === undefined) throw new FootnoteError("not_found", "No answer with this id is being written.");
    answer.abort();
    return sendJson(response, 202, { id });
  }
  if (call === "POST /v1/chat/completions") {
    const body = parseChatBody(await readJson(request));
    const id = `chatcmpl-${randomUUID()}`;
    const answerNow = new AbortController();
    running.set(id, answerNow);
    try {
      await complete(response, service, {
        body,
        id,
        model,
        answerNow: answerNow.signal,
        changing: state.changing,
      });
    } finally {
      running.delete(id);
    }
    return;
  }
  throw new FootnoteError("not_found", "There is no such call here.");
}

interface Completion {
  body: ChatBody;
  id: string;
  model: string;
  answerNow: AbortSignal;
  changing: AbortSignal | undefined;
}

async function complete(response: ServerResponse, service: ChatService, completion: Completion): Promise<void> {
  const { body, id, model } = completion;
  const gone = new AbortController();
  response.on("close", () => gone.abort(new FootnoteError("cancelled", "The reader has gone.")));
  // Whoever still waits when the model is being changed is told so; whoever is being answered keeps their answer.
  let waiting = true;
  const turnAway = () => waiting && gone.abort(completion.changing?.reason);
  completion.changing?.addEventListener("abort", turnAway, { once: true });
  // Opened with the first event, so that a refusal can still be an HTTP status.
  let stream: CompletionStream | null = null;
  const open = () => {
    stream ??= new CompletionStream(response, id, model);
    return stream;
  };
  const parts = { reasoning: "", text: "" };
  const request: ChatRequest = {
    ...fields(body),
    signal: gone.signal,
    answerNow: completion.answerNow,
    onQueued: (position, expectedWaitMs) => body.stream && open().extra({ queued: { position, expectedWaitMs } }),
    onReading: (tokensRead, tokensTotal) => {
      waiting = false;
      if (body.stream) open().extra({ reading: { tokensRead, tokensTotal } });
    },
    onPiece: (piece, thoughtTokens) => {
      waiting = false;
      if (body.stream) open().piece(piece, thoughtTokens);
      else parts[piece.kind] += piece.delta;
    },
  };
  try {
    const result = await service.answer(request);
    if (body.stream) return open().finish(result, body.stream_options?.include_usage ?? false);
    sendJson(response, 200, {
      id,
      object: "chat.completion",
      created: Math.floor(Date.now() / 1000),
      model,
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: parts.text,
            ...(parts.reasoning && { reasoning_content: parts.reasoning }),
          },
          finish_reason: result.reason,
        },
      ],
      usage: usageOf(result),
      timings: timingsOf(result),
      footnote: { loop: result.loop },
    });
  } catch (error) {
    const failure = asFootnoteError(error);
    if (response.destroyed) return;
    if (!response.headersSent) return sendError(response, failure);
    open().fail(errorBody(failure));
  } finally {
    completion.changing?.removeEventListener("abort", turnAway);
  }
}

function fields(body: ChatBody) {
  return {
    messages: body.messages,
    user: body.user ?? "",
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    thoughtTokens: body.thought_tokens ?? undefined,
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
    topK: body.top_k ?? undefined,
    seed: body.seed ?? undefined,
    stops: typeof body.stop === "string" ? [body.stop] : (body.stop ?? []),
    grammar: body.grammar ?? undefined,
  };
}

/** Compares digests, so that neither length nor content of the secret shows in the time taken. */
function isAllowed(header: string | undefined, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${secret}`));
}

/** What those hear who ask or wait while the model is being changed. */
export function changing(title: string): FootnoteError {
  return new FootnoteError("model_unavailable", `The model is being changed to ${title}.`, {
    hint: "Ask again in a moment. Search and evidence work meanwhile.",
    retryAfter: loadingRetryAfter,
  });
}

function notReady(health: ModelHealth): FootnoteError {
  if (health.changingTo !== undefined) return changing(health.changingTo);
  if (health.status === "failed" && health.error)
    return new FootnoteError("model_unavailable", health.error.message, { hint: health.error.hint });
  return new FootnoteError("model_unavailable", "The model is still loading.", {
    hint: "Try again in a moment.",
    retryAfter: loadingRetryAfter,
  });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > bodyLimit) throw new FootnoteError("too_large", "The request is too large.");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new FootnoteError("bad_request", "The request is not JSON.");
  }
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new FootnoteError("bad_request", parsed.error.issues[0]?.message ?? "The request cannot be used.");
}

function errorBody(error: FootnoteError) {
  return { code: error.code, type: error.code, message: error.message, ...(error.hint && { hint: error.hint }) };
}

function sendError(response: ServerResponse, error: FootnoteError): void {
  if (error.retryAfter !== undefined) response.setHeader("retry-after", String(error.retryAfter));
  sendJson(response, statusOf[error.code] ?? 500, { error: errorBody(error) });
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
