import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config } from "../../base/config.ts";
import { FootnoteError } from "../../base/errors.ts";
import { createClientAddress } from "./client-address.ts";
import { createHostCheck } from "./hosts.ts";

/** The header in which the rest of the process finds who sent a request; what a client sends under this name is replaced. */
export const ADDRESS_HEADER = "x-footnote-address";

/** Largest body, bytes: sign-in and sign-out need a few fields; the API's own limit for JSON is checked there again. */
const MOST_SIGN_IN = 16 * 1024;
const MOST_JSON = 256 * 1024;
/** A form's framing around a file, bytes. */
const FRAMING = 64 * 1024;
/** A short body is there by then, or its sender is not in earnest, ms. */
const SHORT_BODY_MS = 30_000;
/** A refused body is taken in for this long at most, ms. */
const LINGER_MS = 2_000;
/** So long may nothing at all of a file arrive, ms. */
const SILENCE_MS = 120_000;

/**
 * What every request passes before anything else sees it: whether it was meant for this host, whether its body is of a size that
 * its address takes, and who sent it. Answers what it refuses and says false.
 */
export function createGuard(
  config: Pick<Config, "ALLOWED_HOSTS" | "PUBLIC_URL" | "TRUSTED_PROXIES" | "MAX_UPLOAD_MB">,
) {
  const isOurs = createHostCheck({ allowed: config.ALLOWED_HOSTS, publicUrl: config.PUBLIC_URL });
  const addressOf = createClientAddress(config.TRUSTED_PROXIES);
  const mostUploaded = config.MAX_UPLOAD_MB * 1024 * 1024 + FRAMING;

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    request.headers[ADDRESS_HEADER] = addressOf(request.socket.remoteAddress, request.headers);
    const refusal = refuse(request);
    if (refusal === null) {
      watchBody(request, isUpload(request));
      return true;
    }
    answer(request, response, refusal);
    return false;
  };

  function refuse(request: IncomingMessage): Refusal | null {
    const { host } = request.headers;
    if (!isOurs(host, request.socket.localAddress)) return { status: 421, error: wrongHost() };
    const api = (request.url ?? "").startsWith("/api/");
    if (!api && request.method !== "GET" && request.method !== "HEAD")
      return { status: 405, error: new FootnoteError("bad_request", "Pages can only be read.") };
    const most = isUpload(request) ? mostUploaded : isSignIn(request) ? MOST_SIGN_IN : MOST_JSON;
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > most)
      return {
        status: 413,
        error: new FootnoteError("too_large", "The body is too large.", {
          hint: isUpload(request)
            ? "Split the file, or raise MAX_UPLOAD_MB."
            : `At most ${Math.floor(most / 1024)} kB are taken here.`,
        }),
      };
    return null;
  }
}

interface Refusal {
  status: number;
  error: FootnoteError;
}

const isSignIn = ({ url }: IncomingMessage) => (url ?? "").startsWith("/api/auth/");
const isUpload = ({ method, url }: IncomingMessage) =>
  method === "POST" && /^\/api\/v1\/collections\/[^/?]{1,100}\/documents(?:\?|$)/.test(url ?? "");

/** Cuts off whoever sends a body too slowly to mean it. */
function watchBody(request: IncomingMessage, upload: boolean): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  if (upload) {
    request.socket.setTimeout(SILENCE_MS, () => request.complete || request.destroy());
    request.once("close", () => request.socket.setTimeout(0));
    return;
  }
  const timer = setTimeout(() => request.complete || request.destroy(), SHORT_BODY_MS).unref();
  request.once("close", () => clearTimeout(timer));
}

function answer(request: IncomingMessage, response: ServerResponse, { status, error }: Refusal): void {
  const { code, message, hint } = error;
  const api = (request.url ?? "").startsWith("/api/");
  const words = hint === undefined ? message : `${message}\n${hint}`;
  const body = Buffer.from(api ? JSON.stringify({ error: { code, message, ...(hint && { hint }) } }) : `${words}\n`);
  response.writeHead(status, {
    "content-type": api ? "application/json" : "text/plain; charset=utf-8",
    "content-length": body.length,
    "cache-control": "no-store",
    connection: "close",
  });
  response.write(body);
  // The rest is taken in and forgotten for a while before the connection ends: a client that is busy sending would otherwise
  // be cut off before it reads the answer.
  const end = () => response.end();
  const timer = setTimeout(end, LINGER_MS).unref();
  request.once("end", end).once("close", () => {
    clearTimeout(timer);
    end();
  });
  request.resume();
}

const wrongHost = () =>
  new FootnoteError("forbidden", "Footnote doesn't answer under this name.", {
    hint: "Use the address that Footnote printed when it started. To use another name, set PUBLIC_URL or ALLOWED_HOSTS and start again.",
  });
