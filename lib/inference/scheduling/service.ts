import type { LlamaGrammar, Token } from "node-llama-cpp";
import { FootnoteError } from "../../base/errors.ts";
import type { ThinkPiece } from "../../base/text/think-splitter.ts";
import type { Message } from "../../base/types.ts";
import type { SpeedSample } from "../../models/index.ts";
import { createDecider, type Decider } from "../decisions/decide.ts";
import type { Engine, Slot } from "../engine/engine.ts";
import { type PromptTokens, renderPrompt } from "../engine/prompt-tokens.ts";
import { SpeedRecord, type Spent } from "../measure/speed-record.ts";
import { measureWriting } from "../measure/writing-speed.ts";
import { BatchBarrier } from "./batch-barrier.ts";
import { Deadline, type TimeLimits } from "./deadline.ts";
import { type GenerationResult, generate, reusableTokens } from "./generation.ts";
import { Pool } from "./pool.ts";

/** A request after its fields were checked; what is not given falls to the model's own advice. */
export interface ChatRequest {
  messages: Message[];
  user: string;
  maxTokens: number | undefined;
  thoughtTokens: number | undefined;
  temperature: number | undefined;
  topP: number | undefined;
  topK: number | undefined;
  seed: number | undefined;
  stops: string[];
  grammar: string | undefined;
  signal: AbortSignal;
  answerNow: AbortSignal;
  onQueued: (position: number, expectedWaitMs: number | null) => void;
  onReading: (tokensRead: number, tokensTotal: number) => void;
  onPiece: (piece: ThinkPiece, thoughtTokens: number) => void;
}

export interface ServiceOptions {
  queueLimit: number;
  answerTokens: number;
  thoughtTokens: number;
  onBusy: (busy: boolean) => void;
  /** Runs of this model that are known from before. */
  knownSpeeds?: readonly SpeedSample[];
  /** Told the speed of each run. */
  onSpeed?: (sample: SpeedSample) => void;
  /** Those that are not given are `usualLimits`. */
  limits?: Partial<TimeLimits>;
}

/** Five minutes for a place and for the first token, fifteen for the whole answer. */
const usualLimits: TimeLimits = { queueMs: 300_000, firstTokenMs: 300_000, answerMs: 900_000 };
/** Tokens of room an answer needs at least. */
const smallestAnswer = 64;
/** A stop while the prompt is read waits at most about this long, ms. */
const readStepMs = 1000;
/** Waiting people hear of their place this often, ms. */
const heartbeatMs = 2000;
/** A step of the first measurement that takes longer than this is the last, ms. */
const slowStepMs = 250;
/** A prompt shorter than this says nothing about the speed of reading. */
const measurableTokens = 48;

/** Answers chat requests with one engine: a pool of sequences, a fair queue, and the prefix cache of each sequence. */
export class ChatService {
  readonly engine: Engine;
  readonly decider: Decider;
  readonly #options: ServiceOptions;
  readonly #pool: Pool<Slot>;
  readonly #barrier = new BatchBarrier();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #speeds: SpeedRecord;

  constructor(engine: Engine, options: ServiceOptions) {
    this.engine = engine;
    this.decider = createDecider(engine);
    this.#options = options;
    this.#speeds = new SpeedRecord(options.knownSpeeds, options.onSpeed);
    this.#pool = new Pool(engine.slots, options.queueLimit);
    this.#heartbeat = setInterval(() => this.#pool.refresh(), heartbeatMs).unref();
  }

  get busy(): number {
    return this.#pool.busy;
  }

  get queued(): number {
    return this.#pool.queued;
  }

  /** Measured on this machine while reading prompts; null before the first. */
  get promptTokensPerSecond(): number | null {
    return this.#speeds.speed.prompt;
  }

  /** Measured on this machine while writing; null before the first. */
  get answerTokensPerSecond(): number | null {
    return this.#speeds.speed.answer;
  }

  /**
   * Waits for a sequence and writes the answer.
   * @throws FootnoteError `overloaded`, `context_too_small`, `bad_request` (grammar), `model_unavailable` when a stage takes
   * longer than its limit; the signal's reason on abort.
   */
  async answer(request: ChatRequest): Promise<GenerationResult & { queueMs: number }> {
    const { engine } = this;
    const asked = request.thoughtTokens ?? this.#options.thoughtTokens;
    const prompt = renderPrompt(engine.model, engine.chatWrapper, engine.promptForm, request.messages, {
      think: asked > 0,
    });
    if (prompt.tokens.length + smallestAnswer > engine.contextSize) {
      throw new FootnoteError(
        "context_too_small",
        `The prompt has ${prompt.tokens.length} tokens, the model's context holds ${engine.contextSize}.`,
        { hint: "Ask with fewer sources, or raise CONTEXT_SIZE." },
      );
    }
    const grammar = request.grammar === undefined ? undefined : await this.#grammar(request.grammar);
    const deadline = new Deadline({ ...usualLimits, ...this.#options.limits });
    const signal = AbortSignal.any([request.signal, deadline.signal]);
    try {
      return await this.#write({ ...request, signal }, prompt, { grammar, asked, deadline });
    } finally {
      deadline.end();
    }
  }

  async #write(
    request: ChatRequest,
    prompt: PromptTokens,
    { grammar, asked, deadline }: { grammar: LlamaGrammar | undefined; asked: number; deadline: Deadline },
  ): Promise<GenerationResult & { queueMs: number }> {
    const { engine } = this;
    const lease = await this.#pool.acquire({
      user: request.user,
      signal: request.signal,
      choose: (free) => chooseSlot(free, prompt.tokens),
      onQueued: request.onQueued,
    });
    deadline.granted();
    if (this.#pool.busy === 1) this.#options.onBusy(true);
    const run = this.#speeds.begin();
    try {
      const { temperature, topP } =
        engine.promptForm === "r1" ? { temperature: 0.6, topP: 0.95 } : { temperature: 0.2, topP: 0.95 };
      const thinks = engine.promptForm === "r1" && asked > 0;
      const result = await generate(engine.model, lease.item, {
        prompt,
        maxTokens: request.maxTokens ?? this.#options.answerTokens + (thinks ? asked : 0),
        thoughtTokens: asked,
        temperature: request.temperature ?? temperature,
        topP: request.topP ?? topP,
        topK: request.topK ?? 40,
        seed: request.seed,
        stops: request.stops,
        grammar,
        readChunk: this.#readChunk(),
        barrier: this.#barrier,
        signal: request.signal,
        answerNow: request.answerNow,
        onReading: request.onReading,
        onPiece: (piece, thoughtTokens) => {
          deadline.began();
          request.onPiece(piece, thoughtTokens);
        },
      });
      run.end(...spentOn(result));
      return { ...result, queueMs: lease.waitedMs };
    } finally {
      run.drop();
      lease.item.usedAt = performance.now();
      lease.release();
      if (this.#pool.busy === 0) this.#options.onBusy(false);
    }
  }

  /** Reads a short prompt once, so that the speed of reading is known before the first question. Stops early when slow. */
  async measure(): Promise<void> {
    const { model, slots } = this.engine;
    const sequence = slots[0]?.sequence;
    if (sequence === undefined) return;
    const tokens = model.tokenize("The quick brown fox jumps over the lazy dog, then rests. ".repeat(16));
    const run = this.#speeds.begin();
    let from = 0;
    let read = { tokens: 0, ms: 0 };
    for (const length of [4, 16, 80]) {
      const started = performance.now();
      await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, from + length));
      read = { tokens: length, ms: performance.now() - started };
      from += length;
      if (read.ms > slowStepMs) break;
    }
    const written = await measureWriting(model, sequence, { tokens: 16, longestMs: 1000 });
    run.end(read, written === null ? null : { tokens: written, ms: 1000 });
    await sequence.clearHistory();
  }

  dispose(): void {
    clearInterval(this.#heartbeat);
  }

  async #grammar(text: string) {
    try {
      return await this.engine.grammar(text);
    } catch (error) {
      throw new FootnoteError("bad_request", "The grammar cannot be read.", { cause: error });
    }
  }

  /** The batch size, halved until one step takes at most a second: steps smaller than a batch cost up to 10 %. */
  #readChunk(): number {
    const perStep = ((this.promptTokensPerSecond ?? 128) * readStepMs) / 1000;
    let chunk = this.engine.batchSize;
    while (chunk > 64 && chunk > perStep) chunk /= 2;
    return Math.floor(chunk);
  }
}

/** What an answer shows of the speed of reading and of writing; null where it was too short to say. */
function spentOn(result: GenerationResult): [read: Spent | null, written: Spent | null] {
  const read = result.promptTokens - result.cachedTokens;
  const written = result.completionTokens - 1;
  return [
    read >= measurableTokens ? { tokens: read, ms: result.promptMs } : null,
    written >= measurableTokens ? { tokens: written, ms: result.predictedMs } : null,
  ];
}

/** The free sequence that holds most of this prompt's beginning; among equals the one not used for longest. */
function chooseSlot(free: readonly Slot[], tokens: readonly Token[]): Slot {
  const [first, ...rest] = free.map((slot) => ({ slot, common: reusableTokens(slot.sequence, tokens) }));
  if (first === undefined) throw new Error("no free sequence to choose from");
  const better = (a: typeof first, b: typeof first) =>
    a.common !== b.common ? a.common > b.common : a.slot.usedAt < b.slot.usedAt;
  return rest.reduce((best, next) => (better(next, best) ? next : best), first).slot;
}
