import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import { type ThinkPiece, ThinkSplitter } from "../base/text/think-splitter.ts";
import type { Usage } from "../base/types.ts";
import type { GenerateEvent } from "./types.ts";

/** Fields that servers add to OpenAI's chunks: llama-server's and vLLM's reasoning and timings, and our own. */
interface ChunkExtras {
  choices: { delta: { reasoning_content?: string | null; reasoning?: string | null } }[];
  timings?: { predicted_per_second?: number | null; prompt_per_second?: number | null };
  footnote?: {
    queued?: { position: number; expectedWaitMs: number | null };
    reading?: { tokensRead: number; tokensTotal: number };
    thoughtTokens?: number;
    loop?: "thought" | "answer" | null;
  };
}

/** Characters a token has on average, where the server does not count. Low, so that budgets are kept. */
export const charactersPerToken = 3;

/**
 * Turns the chunks of one answer into events. Thoughts come in a field of their own or inline as `<think>…</think>`.
 *
 * `mayStartThinking`: an R1 whose template opened the thought, so that only `</think>` will come. What arrives until
 * then is given as reasoning; when no closing tag ever comes, it was the answer and is given again as text.
 */
export class ChunkReader {
  readonly #splitter: ThinkSplitter;
  readonly #guessing: boolean;
  #reasoning = "";
  #text = "";
  #fieldReasoning = false;
  #finish: "stop" | "length" | null = null;
  #loop: "thought" | "answer" | null = null;
  #usage: ChatCompletionChunk["usage"] = null;
  #perSecond: number | null = null;
  #firstAt: number | null = null;

  constructor(options: { mayStartThinking: boolean }) {
    this.#guessing = options.mayStartThinking;
    this.#splitter = new ThinkSplitter({ startsThinking: options.mayStartThinking });
  }

  /** True once something of the answer has arrived. */
  get started(): boolean {
    return this.#firstAt !== null;
  }

  /** True once the server said that the answer is complete. */
  get finished(): boolean {
    return this.#finish !== null;
  }

  /** Prompt tokens per second, where the server measures them. */
  promptTokensPerSecond: number | null = null;

  read(plain: ChatCompletionChunk): GenerateEvent[] {
    const chunk = plain as ChatCompletionChunk & ChunkExtras; // the fields above are all optional
    const events: GenerateEvent[] = [];
    const { queued, reading, thoughtTokens } = chunk.footnote ?? {};
    if (queued) events.push({ type: "queued", ...queued });
    if (reading) events.push({ type: "reading", ...reading });
    const choice = chunk.choices[0];
    const thought = choice?.delta.reasoning_content ?? choice?.delta.reasoning ?? "";
    if (thought !== "") {
      if (!this.#fieldReasoning) this.#splitter.thinking = false;
      this.#fieldReasoning = true;
      events.push(...this.#give([{ kind: "reasoning", delta: thought }], thoughtTokens));
    }
    if (choice?.delta.content) events.push(...this.#give(this.#splitter.push(choice.delta.content)));
    if (choice?.finish_reason) this.#finish = choice.finish_reason === "length" ? "length" : "stop";
    this.#loop = chunk.footnote?.loop ?? this.#loop;
    this.#usage = chunk.usage ?? this.#usage;
    this.#perSecond = chunk.timings?.predicted_per_second ?? this.#perSecond;
    this.promptTokensPerSecond = chunk.timings?.prompt_per_second ?? this.promptTokensPerSecond;
    return events;
  }

  /** The last events: what was held back, and `finish`. */
  end(promptTokens: number): GenerateEvent[] {
    const events = this.#give(this.#splitter.flush());
    if (this.#guessing && !this.#fieldReasoning && this.#splitter.thinking && this.#finish === "stop") {
      events.push({ type: "text", delta: this.#reasoning });
      this.#text = this.#reasoning;
      this.#reasoning = "";
    }
    const usage = this.#counted(promptTokens);
    events.push({
      type: "finish",
      reason: this.#finish ?? "stop",
      loop: this.#loop,
      usage,
      tokensPerSecond: this.#perSecond ?? this.#measured(usage),
    });
    return events;
  }

  #give(pieces: ThinkPiece[], tokens?: number): GenerateEvent[] {
    if (pieces.length > 0) this.#firstAt ??= performance.now();
    return pieces.map(({ kind, delta }): GenerateEvent => {
      if (kind === "text") {
        this.#text += delta;
        return { type: "text", delta };
      }
      this.#reasoning += delta;
      return { type: "reasoning", delta, ...(tokens === undefined ? {} : { tokens }) };
    });
  }

  /** The server's counts; where it gives none, an estimate from the characters. */
  #counted(promptTokens: number): Usage {
    const reasoning = Math.ceil(this.#reasoning.length / charactersPerToken);
    const written = Math.ceil((this.#reasoning.length + this.#text.length) / charactersPerToken);
    return {
      promptTokens: this.#usage?.prompt_tokens ?? promptTokens,
      cachedTokens: this.#usage?.prompt_tokens_details?.cached_tokens ?? 0,
      completionTokens: this.#usage?.completion_tokens ?? written,
      reasoningTokens: this.#usage?.completion_tokens_details?.reasoning_tokens ?? reasoning,
    };
  }

  #measured(usage: Usage): number | null {
    if (this.#firstAt === null || usage.completionTokens < 2) return null;
    return ((usage.completionTokens - 1) * 1000) / (performance.now() - this.#firstAt);
  }
}
