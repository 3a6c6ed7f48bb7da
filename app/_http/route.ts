import type { z } from "zod";
import type { Person } from "../../lib/access/index.ts";
import { FootnoteError } from "../../lib/base/errors.ts";
import { getWeb, type Web } from "../../lib/composition/web.ts";
import { bytesOf } from "./body.ts";
import { errorResponse } from "./errors.ts";

/** Largest JSON body taken, bytes: the longest question, and room. */
const maxJsonBytes = 256 * 1024;

export interface Call<Params> {
  request: Request;
  params: Params;
  person: Person;
  web: Web;
}

type Context<Params> = { params: Promise<Params> };

/** A route for someone who is signed in: parse, call, respond; every error becomes a typed answer. */
export function route<Params = Record<string, never>>(handle: (call: Call<Params>) => Promise<Response>) {
  return async (request: Request, context: Context<Params>): Promise<Response> => {
    try {
      const web = await getWeb();
      refuseOtherOrigins(request, web.baseUrl);
      const person = await web.people.signedIn(request.headers);
      return await handle({ request, params: await context.params, person, web });
    } catch (error) {
      return errorResponse(error);
    }
  };
}

/**
 * A cookie is sent along by any page of the browser; a request that changes something must come from our own.
 * Programs with a key send no Origin and need none.
 */
function refuseOtherOrigins(request: Request, baseUrl: string): void {
  if (request.method === "GET" || request.method === "HEAD" || request.headers.has("authorization")) return;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const own =
    origin === null || origin === new URL(baseUrl).origin || origin === `http://${request.headers.get("host")}`;
  if (!own || site === "cross-site") {
    throw new FootnoteError("forbidden", "This request came from another site.", {
      hint: "Open Footnote at its own address, or set PUBLIC_URL to the address you use.",
    });
  }
}

/** The JSON body, checked. @throws FootnoteError `bad_request` that names what is wrong. */
export async function readJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const text = await readText(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new FootnoteError("bad_request", "The body is not valid JSON.", {
      hint: "Send an object as application/json.",
    });
  }
  return check(schema, body);
}

async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const piece of bytesOf(request)) {
    size += piece.byteLength;
    if (size > maxJsonBytes)
      throw new FootnoteError("too_large", "The body is too large.", { hint: "At most 256 kB." });
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** The query string, checked. @throws FootnoteError `bad_request`. */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  return check(schema, Object.fromEntries(new URL(request.url).searchParams));
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
  throw new FootnoteError("bad_request", reasons.join("; "), {
    hint: "GET /api/v1/openapi.json describes every call.",
  });
}
