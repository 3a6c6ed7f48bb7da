import { hc } from "hono/client";
import type { Api } from "../../_api/app.ts";

/** An error as the API states it, or as the browser met it; both lines may be shown. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string | undefined;
  /** Seconds to wait before another try, where the server says. */
  readonly retryAfter: number | undefined;

  constructor(code: string, status: number, message: string, hint?: string, retryAfter?: number) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.hint = hint;
    this.retryAfter = retryAfter;
  }
}

const unreachable = () =>
  new ApiError("unreachable", 0, "Footnote does not answer.", "Look whether it is still running, then try again.");

/** The error in a response body, whatever the body is. */
export function errorFrom(status: number, body: unknown, retryAfter?: number): ApiError {
  if (typeof body === "object" && body !== null && "error" in body) {
    const { error } = body;
    if (typeof error === "object" && error !== null && "message" in error && typeof error.message === "string") {
      const code = "code" in error && typeof error.code === "string" ? error.code : "internal";
      const hint = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
      return new ApiError(code, status, error.message, hint, retryAfter);
    }
  }
  return new ApiError("internal", status, `The request failed (${status}).`, "Try again in a moment.");
}

/** Any thrown value as an ApiError. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : unreachable();
}

/** Someone whose session is gone is sent to the page that says how to get back in. */
export function leaveIfSignedOut(status: number): void {
  if (status === 401 && window.location.pathname !== "/sign-in") window.location.assign("/sign-in");
}

/** Sends a request to `/api/v1`. @throws ApiError for every status above 299; an abort stays an abort. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(`/api/v1${path}`, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  });
  if (response.ok) return response;
  leaveIfSignedOut(response.status);
  const retryAfter = Number(response.headers.get("retry-after")) || undefined;
  throw errorFrom(response.status, await response.json().catch(() => null), retryAfter);
}

/**
 * The calls of the API with the types of their contracts (docs/decisions/0030-one-schema-a-route.md): paths, bodies and
 * answers are checked when this is compiled. Failures are thrown as `send` throws them.
 */
export const client = hc<Api>("/api/v1", {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => send(String(input).replace(/^\/api\/v1/, ""), init),
});

/** The JSON of an answer whose call is made by its path. Prefer `client`, which knows the shape. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { signal: signal ?? null, headers: { accept: "application/json" } });
  const body: T = await response.json();
  return body;
}

/** Sends JSON (or nothing) and gives the response. */
export function sendJson(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown, signal?: AbortSignal) {
  return send(path, {
    method,
    signal: signal ?? null,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
}
