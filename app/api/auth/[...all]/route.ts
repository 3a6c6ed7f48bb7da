import { getWeb } from "../../../../lib/composition/web.ts";
import { errorResponse } from "../../../_api/errors.ts";
import { readAtMost } from "../../../_api/json-body.ts";

/** Signing in and out take a few fields, bytes. */
const MOST = 16 * 1024;

/** Following a sign-in link, and signing out. */
async function handle(request: Request): Promise<Response> {
  try {
    return await (await getWeb()).people.handleSignIn(await bounded(request));
  } catch (error) {
    return errorResponse(error);
  }
}

/** The same request with its body read, since better-auth reads one of any length. */
async function bounded(request: Request): Promise<Request> {
  if (request.body === null) return request;
  const body = await readAtMost(request, MOST);
  return new Request(request.url, { method: request.method, headers: request.headers, body, signal: request.signal });
}

export { handle as GET, handle as POST };
