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
  const body = readUtf8(await readAtMost(context.req.raw, maxJsonBytes));
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

/** The whole body of a request. @throws FootnoteError `too_large` as soon as it is, without reading on. */
export async function readAtMost(request: Request, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of piecesOf(request.body)) {
    size += piece.byteLength;
    if (size > most)
      throw new FootnoteError("too_large", "The body is too large.", { hint: `At most ${most / 1024} kB.` });
    pieces.push(piece);
  }
  return Uint8Array.from(Buffer.concat(pieces));
}

function readUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FootnoteError("bad_request", "The body is not UTF-8.", { hint: "Send JSON in UTF-8.", cause });
  }
}
