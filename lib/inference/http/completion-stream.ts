import type { ServerResponse } from "node:http";
import type { ThinkPiece } from "../../base/text/think-splitter.ts";
import type { GenerationResult } from "../scheduling/generation.ts";

/** Pieces that come faster than this are sent together, ms: every send wakes the reader, on a core that the model wants. */
const gatherMs = 80;

/** Writes one chat completion as server-sent events in OpenAI's form, with our extras under `footnote`. */
export class CompletionStream {
  readonly #response: ServerResponse;
  readonly #head: string;
  #kind: ThinkPiece["kind"] | null = null;
  #text = "";
  #thoughtTokens = 0;
  #sentAt = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(response: ServerResponse, id: string, model: string) {
    this.#response = response;
    this.#head = `data: {"id":${JSON.stringify(id)},"object":"chat.completion.chunk","created":${Math.floor(Date.now() / 1000)},"model":${JSON.stringify(model)},`;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    response.socket?.setNoDelay(true);
    this.#send(`"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]`);
  }

  /** A chunk without choices that carries only our own field. */
  extra(footnote: object): void {
    this.#send(`"choices":[],"footnote":${JSON.stringify(footnote)}`);
  }

  piece(piece: ThinkPiece, thoughtTokens: number): void {
    if (this.#kind !== piece.kind) this.#flush();
    this.#kind = piece.kind;
    this.#text += piece.delta;
    this.#thoughtTokens = thoughtTokens;
    const since = performance.now() - this.#sentAt;
    if (since >= gatherMs) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), gatherMs - since);
  }

  finish(result: GenerationResult & { queueMs: number }, includeUsage: boolean): void {
    this.#flush();
    this.#send(
      `"choices":[{"index":0,"delta":{},"finish_reason":"${result.reason}"}],"footnote":${JSON.stringify({ loop: result.loop })}`,
    );
    const usage = includeUsage ? `"usage":${JSON.stringify(usageOf(result))},` : "";
    this.#send(`"choices":[],${usage}"timings":${JSON.stringify(timingsOf(result))}`);
    this.#response.end("data: [DONE]\n\n");
  }

  /** Ends a stream that cannot go on, in the form that OpenAI's clients turn into an error. */
  fail(error: object): void {
    this.#flush();
    this.#response.end(`data: ${JSON.stringify({ error })}\n\n`);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#text === "" || this.#kind === null) return;
    const thinking = this.#kind === "reasoning";
    const field = thinking ? "reasoning_content" : "content";
    const extra = thinking ? `,"footnote":{"thoughtTokens":${this.#thoughtTokens}}` : "";
    const delta = JSON.stringify(this.#text);
    this.#text = "";
    this.#sentAt = performance.now();
    this.#send(`"choices":[{"index":0,"delta":{"${field}":${delta}},"finish_reason":null}]${extra}`);
  }

  #send(fields: string): void {
    if (!this.#response.writableEnded && !this.#response.destroyed) this.#response.write(`${this.#head}${fields}}\n\n`);
  }
}

/** Token counts in OpenAI's form; `completion_tokens` includes the reasoning. */
export function usageOf(result: GenerationResult) {
  return {
    prompt_tokens: result.promptTokens,
    completion_tokens: result.completionTokens,
    total_tokens: result.promptTokens + result.completionTokens,
    prompt_tokens_details: { cached_tokens: result.cachedTokens },
    completion_tokens_details: { reasoning_tokens: result.reasoningTokens },
  };
}

/** Times in llama-server's form; ms and tokens per second. */
export function timingsOf(result: GenerationResult & { queueMs: number }) {
  const read = result.promptTokens - result.cachedTokens;
  const perSecond = (tokens: number, ms: number) => (tokens > 0 && ms > 0 ? (tokens * 1000) / ms : null);
  return {
    cache_n: result.cachedTokens,
    prompt_n: read,
    prompt_ms: result.promptMs,
    prompt_per_second: perSecond(read, result.promptMs),
    predicted_n: result.completionTokens,
    predicted_ms: result.predictedMs,
    // The first token comes with the end of reading; the others take `predicted_ms`.
    predicted_per_second: perSecond(result.completionTokens - 1, result.predictedMs),
    queue_ms: result.queueMs,
  };
}
