/** What wrote an answer, and what that took: a part of the nouns in types.ts. */

export interface Usage {
  /** Tokens of the prompt, those reused from the cache included. */
  promptTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
  /** Tokens written, those of the reasoning included. */
  completionTokens: number;
}

/** Milliseconds from the question's arrival, but for `queueMs` and `retrieveMs`, which are durations. */
export interface Timings {
  queueMs: number;
  retrieveMs: number;
  evidenceMs: number;
  firstTokenMs: number | null;
  /** When the thinking was over and the text began; not in answers kept before it was noted. */
  firstTextMs?: number | null;
  totalMs: number;
  /** Reasoning and text tokens per second of generation. */
  tokensPerSecond: number | null;
}

export interface Energy {
  wattHours: number;
  method: "measured" | "estimated";
  /** What was read, or the formula: "CPU package counter", "45 W × 3.2 s". Not in answers kept before it was noted. */
  how?: string;
}

export interface ModelInfo {
  name: string;
  backend: string;
  /** True for the small starter model, which shows that the line works and not how well R1 answers. */
  starter: boolean;
}

/** How a model runs in Footnote's own model process. */
export interface RunningModel {
  id: string;
  /** Layers on the GPU, of so many. */
  gpuLayers: number;
  layers: number;
  threads: number;
  /** Bytes taken in the machine's memory and the GPU's. */
  memory: { ram: number; vram: number };
  /** What was asked for and not given, one plain line each. */
  fallbacks: string[];
  /** Tokens per second, once measured. */
  answerTokensPerSecond: number | null;
}
