import { z } from "zod";
import type { Comparison, ComparisonSummary, EarlierAnswer, PreferenceTotal } from "../../lib/catalog/index.ts";
import type { CandidateRecord } from "../../lib/services/comparisons.ts";
import { answer } from "./api-schemas.ts";
import type { Operation } from "./operation.ts";
import { answerRequest } from "./schemas.ts";

/** The calls on comparisons: their schemas and their lines in the OpenAPI document. */

const candidate = z.enum(["loaded", "loaded-unthinking", "second", "second-unthinking"]);
const preference = z.enum(["left", "right", "tie"]).nullable();

export const compareRequest = z.object({
  question: answerRequest.shape.question,
  left: candidate,
  right: z.enum([...candidate.options, "earlier"]),
  /** With `right: "earlier"`: the kept answer to compare with. */
  earlierAnswerId: z.string().max(100).optional(),
  collectionIds: answerRequest.shape.collectionIds,
  stream: z.boolean().optional(),
});
export const preferenceRequest = z.object({ preference });

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
const comparison: z.ZodType<Comparison> = z.object({
  id: z.string(),
  question: z.string(),
  left: side,
  right: side,
  earlier: z.boolean(),
  preference,
  createdAt: z.string(),
});

export const comparisonOperations: Operation[] = [
  {
    method: "get",
    path: "/comparisons",
    summary: "What can be compared now, your comparisons, newest first, and how often each was preferred",
    responses: {
      200: z.object({
        candidates: z.array(candidateRecord),
        earlier: z.array(earlierAnswer),
        notes: z.array(z.string()),
        comparisons: z.array(summary),
        totals: z.array(total),
      }),
    },
  },
  {
    method: "post",
    path: "/comparisons",
    summary:
      "Ask one question of two: retrieved once, both answer from the same sources, one after the other. With `stream: false` the kept comparison, otherwise server-sent events `{type: side, side, event}` and at the end `{type: comparison}`",
    body: compareRequest,
    responses: { 200: z.object({ comparison: comparison.nullable() }) },
  },
  {
    method: "get",
    path: "/comparisons/{id}",
    summary: "One comparison with both answers",
    responses: { 200: comparison },
  },
  {
    method: "patch",
    path: "/comparisons/{id}",
    summary: "Say which side you prefer; null takes it back",
    body: preferenceRequest,
    responses: { 204: null },
  },
  { method: "delete", path: "/comparisons/{id}", summary: "Delete a comparison", responses: { 204: null } },
];
