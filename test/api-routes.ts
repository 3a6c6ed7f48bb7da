import type { z } from "@hono/zod-openapi";
import { routes } from "../app/_api/app.ts";
import { health } from "../app/_api/routes/health.ts";

/** Every call of the API, as its contract says. */
export const calls = [health, routes]
  .flatMap(({ openAPIRegistry }) => openAPIRegistry.definitions)
  .flatMap((definition) => (definition.type === "route" ? [definition.route] : []));

/** The schema of a call's JSON answer with this status; undefined where it has none. */
export function schemaOf(method: string, path: string, status: number): z.ZodType | undefined {
  const call = calls.find((one) => one.method === method && one.path === path);
  const answer = call?.responses[String(status)];
  const content = answer !== undefined && "content" in answer ? answer.content?.["application/json"] : undefined;
  const schema = content !== undefined && "schema" in content ? content.schema : undefined;
  return schema && "safeParse" in schema ? (schema as z.ZodType) : undefined; // a schema of zod, not a bare JSON schema
}
