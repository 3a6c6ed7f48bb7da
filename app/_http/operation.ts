import type { z } from "zod";

/** One call of the API: what `openapi.json` says of it. */
export interface Operation {
  method: "get" | "post" | "patch" | "delete";
  path: string;
  summary: string;
  /** Status codes of success, each with its body's schema; null for none or for one that is not JSON. */
  responses: Record<number, z.ZodType | null>;
  body?: z.ZodType;
  query?: z.ZodObject;
  /** Media type of a body or answer that is not JSON. */
  takes?: string;
  gives?: string;
}
