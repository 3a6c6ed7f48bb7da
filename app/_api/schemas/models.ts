import { z } from "@hono/zod-openapi";
import type { RunningModel } from "../../../lib/base/types.ts";
import type { ModelOverview, ModelRecord } from "../../../lib/models/library/index.ts";
import { text } from "./fields.ts";

/** What the calls on models take and give. */

export const runningModel: z.ZodType<RunningModel> = z.object({
  id: z.string(),
  gpuLayers: z.int(),
  layers: z.int(),
  threads: z.int(),
  memory: z.object({ ram: z.number(), vram: z.number() }),
  fallbacks: z.array(z.string()),
  answerTokensPerSecond: z.number().nullable(),
});

export const addModelRequest = z.strictObject({
  address: text("Send the address: the full path of a .gguf file, or hf:owner/repository/file.gguf.")
    .min(1, "The address is empty.")
    .max(2000),
});

const speed = z.object({ prompt: z.number(), answer: z.number(), answerSeconds: z.number() }).nullable();

export const model: z.ZodType<ModelRecord> = z.object({
  id: z.string(),
  title: z.string(),
  family: z.object({ id: z.string(), title: z.string() }),
  quantisation: z.string(),
  licence: z.string(),
  starter: z.boolean(),
  added: z.boolean(),
  address: z.string().nullable(),
  bytes: z.number(),
  neededBytes: z.number().nullable(),
  fit: z.enum(["well", "slow", "no", "unknown"]),
  reason: z.string(),
  suits: z.boolean(),
  expected: speed,
  measured: speed,
  state: z.enum([
    "in_use",
    "loading",
    "ready",
    "unchecked",
    "partly",
    "missing",
    "damaged",
    "queued",
    "fetching",
    "verifying",
  ]),
  transfer: z
    .object({
      bytesDone: z.number(),
      bytesTotal: z.number().nullable(),
      bytesPerSecond: z.number().nullable(),
      secondsLeft: z.number().nullable(),
    })
    .nullable(),
  error: z
    .object({
      code: z.string() as unknown as z.ZodType<NonNullable<ModelRecord["error"]>["code"]>, // a closed union in lib/base/errors.ts
      message: z.string(),
      hint: z.string().optional(),
    })
    .nullable(),
  facts: z
    .object({
      name: z.string().nullable(),
      architecture: z.string(),
      parameters: z.number(),
      contextLength: z.int(),
      layers: z.int(),
      chatTemplate: z.string().nullable(),
    })
    .nullable(),
});

export const overview: z.ZodType<ModelOverview> = z.object({
  models: z.array(model),
  machine: z
    .object({
      cpu: z.string(),
      cores: z.int(),
      memoryBytes: z.number(),
      gpu: z.object({ name: z.string(), memoryBytes: z.number() }).nullable(),
      memoryBytesPerSecond: z.number().nullable(),
      measured: z.object({ id: z.string(), prompt: z.number(), answer: z.number() }).nullable(),
      busy: z.boolean(),
      measuredAt: z.string(),
    })
    .nullable(),
  inUse: z
    .intersection(
      runningModel,
      z.object({ name: z.string(), backend: z.string(), contextSize: z.int(), starter: z.boolean() }),
    )
    .nullable(),
  notice: z.string().nullable(),
  choice: z
    .object({
      id: z.string().nullable(),
      by: z.enum(["person", "machine", "setting", "server"]),
      reason: z.string(),
    })
    .nullable(),
  suggested: z.object({ id: z.string(), title: z.string(), reason: z.string() }).nullable(),
  failed: z.object({ id: z.string(), title: z.string(), message: z.string(), hint: z.string().optional() }).nullable(),
  freeBytes: z.number().nullable(),
  hub: z.string(),
  fixed: z.string().nullable(),
});
