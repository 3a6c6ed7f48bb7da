import { asFootnoteError, type ErrorCode, FootnoteError } from "../../lib/base/errors.ts";
import { log } from "../../lib/base/log.ts";

const statusOf: Record<ErrorCode, number> = {
  bad_request: 400,
  bad_config: 500,
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  empty_file: 422,
  not_supported: 415,
  too_large: 413,
  incomplete_upload: 400,
  disk_full: 507,
  damaged_file: 422,
  password_protected: 422,
  no_text: 422,
  no_pages: 422,
  parse_timeout: 422,
  parse_memory: 422,
  parse_crashed: 422,
  cancelled: 409,
  no_documents: 409,
  model_missing: 503,
  model_damaged: 503,
  model_unavailable: 503,
  model_interrupted: 502,
  overloaded: 503,
  context_too_small: 422,
  download_failed: 502,
  index_damaged: 503,
  index_unavailable: 503,
  internal: 500,
};

/** An error as clients see it: `{error: {code, message, hint?}}`; what is not ours is logged and shown as "internal". */
export function errorBodyOf(error: unknown): { error: { code: ErrorCode; message: string; hint?: string } } {
  if (!(error instanceof FootnoteError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log("request failed", { detail }, "error");
  }
  const { code, message, hint } = asFootnoteError(error);
  return { error: { code, message, ...(hint ? { hint } : {}) } };
}

/** The same as a response with its status. */
export function errorResponse(error: unknown): Response {
  const { code, retryAfter } = asFootnoteError(error);
  const headers: Record<string, string> = { "cache-control": "no-store" };
  if (retryAfter !== undefined) headers["retry-after"] = String(Math.ceil(retryAfter));
  return Response.json(errorBodyOf(error), { status: statusOf[code], headers });
}
