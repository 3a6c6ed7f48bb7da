import { z } from "@hono/zod-openapi";
import type { Comparison, ComparisonSummary, EarlierAnswer, PreferenceTotal } from "../../../lib/catalog/index.ts";
import type { CandidateRecord } from "../../../lib/services/comparisons.ts";
import { id, ids, question } from "./fields.ts";
import { answer } from "./records.ts";

/** What the calls on comparisons take and give. */

const candidate = z.enum(["loaded", "loaded-unthinking", "second", "second-unthinking"]);
const preference = z.enum(["left", "right", "tie"]).nullable();

export const compareRequest = z.strictObject({
  question,
  left: candidate,
  right: z.enum([...candidate.options, "earlier"]),
  /** With `right: "earlier"`: the kept answer to compare with. */
  earlierAnswerId: id.optional(),
  collectionIds: ids.optional(),
  stream: z.boolean().optional(),
});
export const preferenceRequest = z.strictObject({ preference });

const candidateRecord: z.ZodType<CandidateRecord> = z.object({
  id: candidate,
  name: z.string(),
  starter: z.boolean(),
});
const earlierAnswer: z.ZodType<EarlierAnswer> = z.object({
  answerId: z.string(),
  question: z.string(),
  model: z.string(),
  createdAt: z.string(),
});
const summary: z.ZodType<ComparisonSummary> = z.object({
  id: z.string(),
  question: z.string(),
  left: z.string(),
  right: z.string(),
  preference,
  createdAt: z.string(),
});
const total: z.ZodType<PreferenceTotal> = z.object({
  a: z.string(),
  b: z.string(),
  aPreferred: z.int(),
  bPreferred: z.int(),
  ties: z.int(),
});
const side = z.object({ name: z.string(), answer });

export const comparison: z.ZodType<Comparison> = z.object({
  id: z.string(),
  question: z.string(),
  left: side,
  right: side,
  earlier: z.boolean(),
  preference,
  createdAt: z.string(),
});

export const comparisonOverview = z.object({
  candidates: z.array(candidateRecord),
  earlier: z.array(earlierAnswer),
  notes: z.array(z.string()),
  comparisons: z.array(summary),
  totals: z.array(total),
});
