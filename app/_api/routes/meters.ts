import { z } from "@hono/zod-openapi";
import type { MeterReport } from "../../../lib/services/meters.ts";
import { contract, createRouter, gives } from "../router.ts";

const totals = {
  answers: z.int(),
  promptTokens: z.int(),
  thoughtTokens: z.int(),
  textTokens: z.int(),
  seconds: z.number(),
  wattHours: z.object({ measured: z.number(), estimated: z.number() }),
};
const report: z.ZodType<MeterReport> = z.object({
  days: z.array(z.object({ day: z.string(), ...totals })),
  collections: z.array(z.object({ collectionId: z.string().nullable(), name: z.string().nullable(), ...totals })),
  total: z.object(totals),
  energy: z.object({ measures: z.string().nullable(), watts: z.number() }),
});

const read = contract({
  method: "get",
  path: "/meters",
  summary: "What answers cost over the last days, by day and by collection you may see; deleted ones still count",
  /** The last so many days, today among them. */
  request: { query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }) },
  responses: { 200: gives(report) },
});

export const meters = createRouter().openapi(read, async (c) => {
  const { person, services } = c.var;
  return c.json(await services.meters.read(person, c.req.valid("query").days), 200);
});
