import { randomInt } from "node:crypto";
import {
  type LlamaContextSequence,
  type LlamaGrammar,
  LlamaGrammarEvaluationState,
  type LlamaModel,
  type Token,
} from "node-llama-cpp";
import { type ThinkPiece, ThinkSplitter } from "../../base/text/think-splitter.ts";
import type { Slot } from "../engine/engine.ts";
import { LanguageDrift } from "../engine/language-drift.ts";
import { LoopDetector } from "../engine/loop-detector.ts";
import type { PromptTokens } from "../engine/prompt-tokens.ts";
import { StopText, TokenText } from "../engine/token-text.ts";
import type { BarrierPart, BatchBarrier } from "./batch-barrier.ts";

export interface GenerationOptions {
  prompt: PromptTokens;
  /** Tokens of thought and text together. */
  maxTokens: number;
  /** Tokens of thought; then it is closed and the model has to answer. */
  thoughtTokens: number;
  temperature: number;
  topP: number;
  topK: number;
  seed?: number;
  stops: string[];
  grammar?: LlamaGrammar;
  /** Tokens to read between two looks at `signal`. */
  readChunk: number;
  /** Shared by all answers of one context. */
  barrier: BatchBarrier;
  signal: AbortSignal;
  /** When aborted, the thought is closed and the model has to answer. */
  answerNow: AbortSignal;
  onReading: (tokensRead: number, tokensTotal: number) => void;
  /** `thoughtTokens`: tokens thought so far. */
  onPiece: (piece: ThinkPiece, thoughtTokens: number) => void;
}

/** What came of it. Times in ms; `promptMs` is for the tokens that were not in the cache. */
export interface GenerationResult {
  reason: "stop" | "length";
  /** What went in circles and was broken off. */
  loop: "thought" | "answer" | null;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  promptMs: number;
  predictedMs: number;
}

/** Written by us when the thought goes in circles, so that the model turns to the answer. */
const loopNudge = "\nI am repeating myself. I will answer now.";
/** Written by us, once, when the thought went over to Chinese although neither question nor sources are Chinese. */
const languageNudge = "\nI will think in the language of the question.\n";
const closeThought = "\n</think>\n\n";
/** A shorter beginning that a sequence holds already is read again. */
const leastReuse = 32;

/** Tokens of an answer that a thought must leave room for. */
function answerReserve(maxTokens: number): number {
  return Math.max(16, Math.min(256, Math.floor(maxTokens / 2)));
}

/**
 * Reads the prompt (only what the sequence does not hold yet) and writes until the model ends, a stop text, the limit or
 * a loop. A loop in the thought closes the thought once; one in the answer ends it. A thought that drifts
 * into Chinese is called back once.
 * An abort throws the signal's reason after the current batch; the sequence stays usable.
 */
export async function generate(
  model: LlamaModel,
  { sequence, index }: Slot,
  options: GenerationOptions,
): Promise<GenerationResult> {
  const { prompt, signal } = options;
  const started = performance.now();
  const cachedTokens = await reuse(sequence, prompt.tokens);
  const last = await readPrompt(sequence, cachedTokens, options);

  const room = sequence.contextSize - prompt.tokens.length - 40;
  const maxTokens = Math.max(1, Math.min(options.maxTokens, room));
  const thoughtLimit = Math.max(0, Math.min(options.thoughtTokens, maxTokens - answerReserve(maxTokens)));
  const splitter = new ThinkSplitter({ startsThinking: prompt.startsThinking });
  const text = new TokenText(model, prompt.tokens);
  const stop = new StopText([...prompt.stops, ...options.stops]);
  const grammar = options.grammar && new LlamaGrammarEvaluationState({ model, grammar: options.grammar });
  let loops = new LoopDetector();
  let written = 0;
  let thought = 0;
  let drift = prompt.holdsChinese ? null : new LanguageDrift();
  let reason: GenerationResult["reason"] = "stop";
  let loop: GenerationResult["loop"] = null;
  let firstAt = 0;
  let lastAt = 0;
  const give = (piece: string) => {
    for (const part of splitter.push(piece)) options.onPiece(part, thought);
  };

  const tokens = sequence.evaluate(last, {
    temperature: options.temperature,
    topP: options.topP,
    topK: options.topK,
    seed: options.seed ?? randomInt(2 ** 31),
    grammarEvaluationState: grammar && (() => (splitter.thinking ? undefined : grammar)),
    yieldEogToken: true,
  });
  let part: BarrierPart | undefined;
  try {
    let replacement: Token[] | undefined;
    for (;;) {
      await part?.arrive();
      const next = await tokens.next(replacement);
      part ??= options.barrier.join(index);
      if (next.done) break;
      signal.throwIfAborted();
      replacement = undefined;
      const token = next.value;
      lastAt = performance.now();
      if (written === 0) firstAt = lastAt;
      const ended = model.isEogToken(token);
      let said = "";
      if (!ended) {
        written++;
        if (splitter.thinking) thought++;
        said = text.push(token);
        const out = stop.push(said);
        give(out.text);
        if (out.stopped) break;
      }
      const looping = !ended && loops.push(token, splitter.thinking ? "thought" : "answer");
      if (splitter.thinking) {
        const closing = ended || looping || options.answerNow.aborted || thought >= thoughtLimit;
        const drifting = drift?.push(said) ?? false;
        if (closing || drifting) {
          const forced = closing ? (looping && loop === null ? loopNudge : "") + closeThought : languageNudge;
          if (looping) loop = "thought";
          if (drifting) drift = null;
          give(stop.flush());
          give(forced);
          replacement = [...(ended ? [] : [token]), ...model.tokenize(forced, true)];
          loops = new LoopDetector();
        }
      } else if (ended) break;
      else if (looping) {
        loop = "answer";
        break;
      }
      if (written >= maxTokens) {
        reason = "length";
        break;
      }
    }
  } finally {
    part?.leave();
    await tokens.return();
  }
  give(stop.flush());
  for (const part of splitter.flush()) options.onPiece(part, thought);
  return {
    reason,
    loop,
    promptTokens: prompt.tokens.length,
    cachedTokens,
    completionTokens: written,
    reasoningTokens: thought,
    promptMs: (firstAt || performance.now()) - started,
    predictedMs: lastAt - firstAt,
  };
}

/**
 * Tokens that a sequence holds already of a prompt's beginning and that are worth keeping. Fewer than 32 are not: the
 * steps after them have odd sizes, and 512 tokens take less time than the last 500 of them (docs/decisions/0021).
 */
export function reusableTokens(sequence: LlamaContextSequence, tokens: readonly Token[]): number {
  const common = sequence.compareContextTokens([...tokens]).firstDifferentIndex;
  return common < leastReuse ? 0 : common;
}

/** Cuts the sequence back to what it has in common with the prompt, less at least one token; the number kept. */
async function reuse(sequence: LlamaContextSequence, tokens: readonly Token[]): Promise<number> {
  if (reusableTokens(sequence, tokens) === 0) await sequence.clearHistory();
  else await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
  return sequence.nextTokenIndex;
}

/** Reads all but the last tokens, looking at the signal between batches; what is left for the first sampling. */
async function readPrompt(
  sequence: LlamaContextSequence,
  cached: number,
  { prompt, readChunk, signal, onReading }: GenerationOptions,
): Promise<Token[]> {
  let read = cached;
  const total = prompt.tokens.length;
  // Two steps are over before anyone has read "reading"; each report wakes the reader on a core that the model wants.
  const tell = total - cached > readChunk * 2 ? onReading : () => undefined;
  // Steps end at multiples of their size: llama.cpp pads the attention to 256 tokens, and a step that crosses a boundary
  // takes up to a tenth longer.
  for (let end = nextMultiple(read, readChunk); end < total; end += readChunk) {
    tell(read, total);
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.tokens.slice(read, end));
    read = end;
    signal.throwIfAborted();
  }
  tell(read, total);
  return prompt.tokens.slice(read);
}

function nextMultiple(after: number, size: number): number {
  return (Math.floor(after / size) + 1) * size;
}
