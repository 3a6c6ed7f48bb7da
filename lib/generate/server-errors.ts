import { APIConnectionError, APIError } from "openai";
import { FootnoteError } from "../base/errors.ts";
import { refused, unreachable } from "./server-info.ts";

/** Seconds to wait where an overloaded server does not say. */
const usualRetryAfter = 5;

/**
 * What a failed request or a broken stream means for the reader. `started`: something of the answer had arrived.
 * An error inside a stream has no HTTP status.
 */
export function asGenerateError(error: unknown, started: boolean): FootnoteError {
  if (error instanceof FootnoteError) return error;
  if (error instanceof APIConnectionError) return started ? interrupted(error) : unreachable(error);
  if (!(error instanceof APIError)) return started ? interrupted(error) : unreachable(error);
  const { code, message, hint } = detail(error);
  if (code === "overloaded" || error.status === 429 || (error.status === 503 && code !== "model_unavailable")) {
    const retryAfter = Number(error.headers?.get("retry-after")) || usualRetryAfter;
    return new FootnoteError("overloaded", "Too many questions are waiting.", {
      hint: `Ask again in about ${retryAfter} s.`,
      retryAfter,
      cause: error,
    });
  }
  if (code === "model_unavailable") return new FootnoteError("model_unavailable", message, { hint, cause: error });
  if (
    code === "context_too_small" ||
    code === "context_length_exceeded" ||
    /context (length|size|window)/i.test(message)
  ) {
    return new FootnoteError("context_too_small", "The question and its sources do not fit into the model's context.", {
      hint: "Ask a shorter question or about fewer documents, or raise CONTEXT_SIZE.",
      cause: error,
    });
  }
  if (error.status === 401 || error.status === 403) return refused();
  if (error.status === undefined || started) return interrupted(error);
  if (error.status === 404) {
    return new FootnoteError("model_unavailable", "The model server does not have this model.", {
      hint: "Check LLM_MODEL and LLM_BASE_URL.",
      cause: error,
    });
  }
  return new FootnoteError("model_unavailable", `The model server refused the question (${error.status}).`, {
    hint: "Look at its log. Try again after correcting what it says.",
    cause: error,
  });
}

/** The error for an answer that broke off. */
export function interrupted(cause?: unknown): FootnoteError {
  return new FootnoteError("model_interrupted", "The model stopped in the middle of the answer.", {
    hint: "What had arrived is kept. Ask again: the model is started anew by itself.",
    cause,
  });
}

function detail(error: APIError): { code: string; message: string; hint: string | undefined } {
  const body: unknown = error.error;
  const hint =
    typeof body === "object" && body !== null && "hint" in body && typeof body.hint === "string"
      ? body.hint
      : undefined;
  const text =
    typeof body === "object" && body !== null && "message" in body && typeof body.message === "string"
      ? body.message
      : "";
  return { code: error.code ?? "", message: text || error.message, hint };
}
