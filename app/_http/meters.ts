import { z } from "zod";
import type { MeterReport } from "../../lib/services/meters.ts";

/** The last so many days, today among them. */
export const metersQuery = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });

const totals = {
  answers: z.int(),
  promptTokens: z.int(),
  thoughtTokens: z.int(),
  textTokens: z.int(),
  seconds: z.number(),
  wattHours: z.object({ measured: z.number(), estimated: z.number() }),
};

export const meters: z.ZodType<MeterReport> = z.object({
  days: z.array(z.object({ day: z.string(), ...totals })),
  collections: z.array(z.object({ collectionId: z.string().nullable(), name: z.string().nullable(), ...totals })),
  total: z.object(totals),
  energy: z.object({ measures: z.string().nullable(), watts: z.number() }),
});
