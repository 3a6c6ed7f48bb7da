import type { FootnoteError } from "../base/errors.ts";
import type { Usage } from "../base/types.ts";
import { charactersPerToken } from "./chunk-reader.ts";
import type { GenerateEvent, GenerateRequest, Generator, GeneratorInfo } from "./types.ts";

/** One step of a script: an event to give, an error to throw, or a wait until the reader aborts. */
export type ScriptedStep = GenerateEvent | { type: "fail"; error: FootnoteError } | { type: "hang" };

export interface ScriptedGeneratorOptions {
  info?: Partial<GeneratorInfo>;
  /** Thrown by `info()` and `countTokens()`, for a model that is absent or loading. */
  unavailable?: FootnoteError;
}

/**
 * Scripted generator, for tests of the code around it: gives the steps of `script` in order, whatever it is asked.
 * A script without `finish` is completed by one whose counts are estimated from the characters.
 */
export function createScriptedGenerator(
  script: readonly ScriptedStep[] | ((request: GenerateRequest) => readonly ScriptedStep[]),
  options: ScriptedGeneratorOptions = {},
): Generator {
  const check = () => {
    if (options.unavailable) throw options.unavailable;
  };
  const count = (text: string) => Math.ceil(text.length / charactersPerToken);
  return {
    async info() {
      check();
      return {
        name: "scripted",
        backend: "scripted",
        starter: false,
        contextSize: 4096,
        promptForm: "plain",
        promptTokensPerSecond: null,
        ...options.info,
      };
    },
    async countTokens(texts) {
      check();
      return texts.map(count);
    },
    async *generate(request) {
      check();
      const steps = typeof script === "function" ? script(request) : script;
      const usage: Usage = {
        promptTokens: request.messages.reduce((sum, message) => sum + count(message.content), 0),
        cachedTokens: 0,
        reasoningTokens: 0,
        completionTokens: 0,
      };
      let written = 0;
      for (const step of steps) {
        request.signal.throwIfAborted();
        if (step.type === "fail") throw step.error;
        if (step.type === "hang") {
          await untilAborted(request.signal);
          continue;
        }
        yield step;
        if (step.type === "finish") return;
        if (step.type !== "reasoning" && step.type !== "text") continue;
        usage.completionTokens += count(step.delta);
        if (step.type === "reasoning") usage.reasoningTokens += count(step.delta);
        written += count(step.delta);
        if (written >= request.maxTokens) {
          yield { type: "finish", reason: "length", usage, tokensPerSecond: null };
          return;
        }
      }
      request.signal.throwIfAborted();
      yield { type: "finish", reason: "stop", usage, tokensPerSecond: null };
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
