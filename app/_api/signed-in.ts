import { createMiddleware } from "hono/factory";
import { FootnoteError } from "../../lib/base/errors.ts";
import type { ApiEnvironment } from "./environment.ts";

/** Lets nobody further who is not signed in. @throws FootnoteError `not_signed_in`, `forbidden`. */
export const signedIn = createMiddleware<ApiEnvironment>(async ({ req, set, var: { services } }, next) => {
  if (!services.people.usesKey(req.raw.headers)) refuseOtherOrigins(req.raw, services.baseUrl);
  set("person", await services.people.signedIn(req.raw.headers));
  await next();
});

/**
 * A cookie is sent along by any page of the browser; a request that changes something must come from our own.
 * No browser sends a key by itself: programs that have one may be anywhere.
 */
function refuseOtherOrigins(request: Request, baseUrl: string): void {
  if (request.method === "GET" || request.method === "HEAD") return;
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
