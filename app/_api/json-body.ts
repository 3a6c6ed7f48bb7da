import { createMiddleware } from "hono/factory";
import { FootnoteError } from "../../lib/base/errors.ts";
import { piecesOf } from "./body.ts";
import type { ApiEnvironment } from "./environment.ts";

/** Largest JSON body taken, bytes: the longest question, and room. */
const maxJsonBytes = 256 * 1024;

/**
 * Reads a JSON body up to its limit, whatever type the client says it has (curl says it is a form), and hands it on.
 * @throws FootnoteError `too_large` as soon as it is, `bad_request` for what is not JSON.
 */
export const readJsonBody = createMiddleware<ApiEnvironment>(async (context, next) => {
  const { method, url, headers, signal } = context.req.raw;
  const body = await readText(context.req.raw);
  try {
    JSON.parse(body);
  } catch (cause) {
    throw new FootnoteError("bad_request", "The body is not valid JSON.", {
      hint: "Send an object as application/json.",
      cause,
    });
  }
  const typed = new Headers(headers);
  typed.set("content-type", "application/json");
  context.req.raw = new Request(url, { method, headers: typed, body, signal });
  await next();
});

async function readText(request: Request): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of piecesOf(request.body)) {
    size += piece.byteLength;
    if (size > maxJsonBytes)
      throw new FootnoteError("too_large", "The body is too large.", { hint: "At most 256 kB." });
    pieces.push(piece);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    throw new FootnoteError("bad_request", "The body is not UTF-8.", { hint: "Send JSON in UTF-8.", cause });
  }
}
