import type { Message, ModelInfo, RunningModel, Usage } from "../base/types.ts";

export interface GenerateRequest {
  messages: Message[];
  /** Tokens of reasoning and text together. */
  maxTokens: number;
  /** Tokens of reasoning at most; 0 turns thinking off where the model can do without. */
  thoughtTokens?: number;
  temperature?: number;
  topP?: number;
  /** GBNF grammar for the text (not the reasoning), where the engine takes one. */
  grammar?: string;
  /** Who asks, so that the queue is fair per person. */
  user?: string;
  signal: AbortSignal;
  /** When aborted, the thought is closed and the answer begins, where the engine can do that. */
  answerNow?: AbortSignal;
}

export type GenerateEvent =
  /** Waiting for a free sequence. `position` from 1. */
  | { type: "queued"; position: number; expectedWaitMs: number | null }
  /** The prompt is being read. */
  | { type: "reading"; tokensRead: number; tokensTotal: number }
  /** `tokens`: thought so far, where the server counts. */
  | { type: "reasoning"; delta: string; tokens?: number }
  | { type: "text"; delta: string }
  | {
      type: "finish";
      /** "length": the token limit cut it. */
      reason: "stop" | "length";
      /** What went in circles and was broken off, where the server tells. */
      loop?: "thought" | "answer" | null;
      usage: Usage;
      tokensPerSecond: number | null;
    };

/** How a generation ended. */
export type Ending = Pick<Extract<GenerateEvent, { type: "finish" }>, "reason" | "loop">;

/** What the model behind a generator is and takes. */
export interface GeneratorInfo extends ModelInfo {
  contextSize: number;
  /** R1's own prompt form (no system turn, `[citation:X]`), or a plain numbered form. */
  promptForm: "r1" | "plain";
  /** Prompt tokens read per second on this machine, once measured. */
  promptTokensPerSecond: number | null;
  /** Answers that wait for a free sequence, where the server tells. */
  queued?: number;
  /** How Footnote's own model process runs it; not known of another server. */
  running?: RunningModel;
}

/** messages → reasoning and text. */
export interface Generator {
  /** @throws FootnoteError `model_unavailable` while it is loading or absent; its hint says which. */
  info(): Promise<GeneratorInfo>;
  /** Tokens of a text for this model, so that prompts are budgeted in the right unit. */
  countTokens(texts: string[]): Promise<number[]>;
  /**
   * Streams until `finish`. An abort ends the stream with the signal's reason.
   * @throws FootnoteError `model_unavailable`, `model_interrupted` (the process ended in mid-answer), `overloaded`,
   * `context_too_small`.
   */
  generate(request: GenerateRequest): AsyncIterable<GenerateEvent>;
}
