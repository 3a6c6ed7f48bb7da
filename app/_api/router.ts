import { createRoute, OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import { FootnoteError } from "../../lib/base/errors.ts";
import type { ApiEnvironment } from "./environment.ts";
import { readJsonBody } from "./json-body.ts";
import { errorBody } from "./schemas/records.ts";

/** An empty set of routes. What does not fit a route's schemas is refused with the names of the fields. */
export const createRouter = () =>
  new OpenAPIHono<ApiEnvironment>({
    defaultHook: (result) => {
      if (!result.success) throw refusal(result.error.issues);
    },
  });

interface Issue {
  path: PropertyKey[];
  message: string;
}

/** So many things that are wrong are told of at once, each with so many characters: an answer is no longer than it helps. */
const TOLD = 5;
const TOLD_LENGTH = 200;

/** One line of what is wrong. An unknown field is named by its own message; the others by their place. */
function refusal(issues: readonly Issue[]): FootnoteError {
  const reasons = issues
    .slice(0, TOLD)
    .map(({ path, message }) => shortened(path.length > 0 ? `${path.join(".")}: ${message}` : message));
  if (issues.length > TOLD) reasons.push(`and ${issues.length - TOLD} more`);
  return new FootnoteError("bad_request", reasons.join("; "), {
    hint: "GET /api/v1/openapi.json describes every call.",
  });
}

/** What a client named its fields stands in the message: cut where it is long, at a whole character. */
const shortened = (reason: string) =>
  reason.length <= TOLD_LENGTH ? reason : `${reason.slice(0, TOLD_LENGTH).replace(/\p{Cs}$/u, "")}…`;

const failure = {
  description: "What failed and what to try",
  content: { "application/json": { schema: errorBody } },
};
const nothing = z.strictObject({});

/**
 * The contract of one call, with what holds for all of them: a query that is not described is refused, a JSON body is
 * read up to its limit, and every other status carries the error body.
 */
export function contract<const Config extends RouteConfig>(config: Config) {
  const common: RouteConfig = config;
  common.request = { query: nothing, ...config.request };
  common.responses = { ...config.responses, default: failure };
  if (config.request?.body?.content["application/json"]) common.middleware = readJsonBody;
  return createRoute(config);
}

/** A JSON body that a call takes. */
export const takes = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});

/** A JSON body that a call answers with. */
export const gives = <Schema extends z.ZodType>(schema: Schema, description = "Success") => ({
  description,
  content: { "application/json": { schema } },
});

export const done = { description: "Done" };
