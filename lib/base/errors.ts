/** The one base error and the closed union of its codes. A leaf: imports nothing. */

/** What went wrong, for programs. `app/_api/errors.ts` maps each to an HTTP status. */
export type ErrorCode =
  | "bad_request"
  | "bad_config"
  | "not_signed_in"
  | "forbidden"
  | "not_found"
  | "conflict"
  // uploads and documents
  | "empty_file"
  | "not_supported"
  | "too_large"
  | "incomplete_upload"
  | "disk_full"
  | "damaged_file"
  | "password_protected"
  | "no_text"
  | "no_pages"
  | "parse_timeout"
  | "parse_memory"
  | "parse_crashed"
  | "cancelled"
  | "no_documents"
  // models and answers
  | "model_missing"
  | "model_damaged"
  | "model_unavailable"
  | "model_interrupted"
  | "overloaded"
  | "context_too_small"
  | "download_failed"
  // the index
  | "index_damaged"
  | "index_unavailable"
  | "internal";

/** The same in every copy of this module. */
const BRAND: unique symbol = Symbol.for("footnote.error");

/**
 * An error that a person may read. `message` says what failed, `hint` what to try; neither holds a path, a stack or a
 * secret. Anything that is not a FootnoteError is shown as "internal".
 */
export class FootnoteError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  /** Seconds to wait before another try, for `overloaded`. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; retryAfter?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "FootnoteError";
    this.code = code;
    this.hint = options.hint;
    this.retryAfter = options.retryAfter;
  }
}

// Routes and pages can hold copies of this class (FACTS.md, Next.js 16): what any of them made is one of ours. A class
// that is made from it is told by its own prototype, as usual.
Object.defineProperty(FootnoteError, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    if (this !== FootnoteError) return Function.prototype[Symbol.hasInstance].call(this as () => void, value);
    return typeof value === "object" && value !== null && BRAND in value;
  },
});

/** The same error when it is one of ours, else `internal` with the original as its cause. */
export function asFootnoteError(error: unknown): FootnoteError {
  if (error instanceof FootnoteError) return error;
  return new FootnoteError("internal", "Something went wrong inside Footnote.", {
    hint: "Try again. If it happens again, look at the log of the process.",
    cause: error,
  });
}
