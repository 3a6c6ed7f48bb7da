import { z } from "@hono/zod-openapi";
import type { Answer, Citation, Evidence } from "../../../lib/base/types.ts";
import type {
  CollectionRecord,
  ConversationRecord,
  DocumentPage,
  DocumentRecord,
  TestQuestion,
  UnansweredQuestion,
} from "../../../lib/catalog/index.ts";
import type { EvidenceSearch, SearchResult } from "../../../lib/retrieve/search.ts";
import { runningModel } from "./models.ts";

/** What the API returns, as schemas: the OpenAPI document is made from them, and a test holds the routes to them. */

const offset = z.int().min(0);
const place = { documentId: z.string(), documentName: z.string(), page: z.int().min(1), start: offset, end: offset };
const pairs = z.array(z.tuple([offset, offset]));
const model = z.object({ name: z.string(), backend: z.string(), starter: z.boolean() });

export const errorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }),
});

export const collection: z.ZodType<CollectionRecord> = z.object({
  id: z.string(),
  name: z.string(),
  documents: z.int(),
});

export const document: z.ZodType<DocumentRecord> = z.object({
  id: z.string(),
  collectionId: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  mediaType: z.string(),
  size: z.int(),
  status: z.enum(["queued", "parsing", "embedding", "ready", "failed"]),
  textReady: z.boolean(),
  progress: z.object({ pagesDone: z.int(), pagesTotal: z.int(), chunksDone: z.int(), chunksTotal: z.int() }),
  etaSeconds: z.number().nullable(),
  chunks: z.int(),
  coverage: z.object({
    pages: z.int(),
    textPages: z.int(),
    ocrPages: z.int(),
    unreadablePages: z.array(z.int()),
  }),
  warnings: z.array(z.string()),
  error: z
    .object({
      code: z.string() as unknown as z.ZodType<NonNullable<DocumentRecord["error"]>["code"]>,
      message: z.string(),
      hint: z.string().optional(),
    })
    .optional(),
  createdAt: z.string(),
  createdBy: z.string(),
});

export const documentPage: z.ZodType<DocumentPage> = z.object({
  documents: z.array(document),
  cursor: z.string().nullable(),
  counts: z.object({
    all: z.int(),
    ready: z.int(),
    working: z.int(),
    failed: z.int(),
    warned: z.int(),
    findable: z.int(),
    bytes: z.int(),
  }),
});

export const conversation: z.ZodType<ConversationRecord> = z.object({
  id: z.string(),
  title: z.string(),
  updatedAt: z.string(),
  answers: z.int(),
});

const evidence: z.ZodType<Evidence> = z.object({
  ...place,
  pageLabel: z.string(),
  text: z.string(),
  score: z.number(),
  highlights: pairs,
  doubt: z.string().optional(),
});
const cited = {
  ...place,
  n: z.int(),
  version: z.int(),
  pageLabel: z.string(),
  quote: z.string(),
  boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
  doubt: z.string().optional(),
};
const citation: z.ZodType<Citation> = z.object(cited);

export const answer: z.ZodType<Answer> = z.object({
  id: z.string(),
  conversationId: z.string(),
  question: z.string(),
  searchedAs: z.string().nullable(),
  status: z.enum(["answered", "quoted", "no_evidence", "model_declined", "stopped", "failed"]),
  evidence: z.array(evidence),
  reasoning: z.string(),
  text: z.string(),
  sentences: z.array(
    z.object({
      text: z.string(),
      start: offset,
      end: offset,
      support: z.enum(["supported", "partial", "unverified", "contradicted"]),
      missing: z.array(z.string()),
      citations: z.array(z.int()),
      matched: z.boolean(),
    }),
  ),
  citations: z.array(citation),
  coverage: z.object({
    hitsFound: z.int(),
    hitsRead: z.int(),
    pending: z.int().optional(),
    unreadable: z.array(z.object({ documentId: z.string(), documentName: z.string(), pages: z.array(z.int()) })),
  }),
  disagreements: z.array(
    z.object({
      subject: z.string(),
      quotes: z.array(z.object({ ...cited, value: z.string(), date: z.string().nullable() })),
    }),
  ),
  usage: z.object({
    promptTokens: z.int(),
    cachedTokens: z.int(),
    reasoningTokens: z.int(),
    completionTokens: z.int(),
  }),
  timings: z.object({
    queueMs: z.number(),
    retrieveMs: z.number(),
    evidenceMs: z.number(),
    firstTokenMs: z.number().nullable(),
    firstTextMs: z.number().nullable().optional(),
    totalMs: z.number(),
    tokensPerSecond: z.number().nullable(),
  }),
  energy: z.object({
    wattHours: z.number(),
    method: z.enum(["measured", "estimated"]),
    how: z.string().optional(),
  }),
  model: model.nullable(),
  note: z.string().nullable(),
  stale: z.boolean(),
  createdAt: z.string(),
});

export const searchResult: z.ZodType<SearchResult & { tookMs: number } & Partial<EvidenceSearch>> = z.object({
  hits: z.array(
    z.object({
      ...place,
      text: z.string(),
      highlights: pairs,
      headings: z.array(z.string()),
      score: z.number(),
      scores: z.object({
        vector: z.number().nullable(),
        text: z.number().nullable(),
        rerank: z.number().optional(),
      }),
      cut: z.string().nullable().optional(),
    }),
  ),
  pending: z.int(),
  tookMs: z.number(),
  evidence: z.array(evidence).optional(),
  relevant: z.boolean().optional(),
  retrieveMs: z.number().optional(),
});

export const unansweredQuestion: z.ZodType<UnansweredQuestion> = z.object({
  question: z.string(),
  status: z.enum(["no_evidence", "model_declined"]),
  askedAt: z.string(),
  conversationId: z.string().nullable(),
});

export const testQuestion: z.ZodType<TestQuestion> = z.object({
  id: z.string(),
  answerId: z.string(),
  question: z.string(),
  documentName: z.string().nullable(),
  page: z.int().min(1).nullable(),
  quote: z.string().nullable(),
  unanswerable: z.boolean(),
  keptAt: z.string(),
});

export const health = z.object({
  status: z.enum(["ok", "degraded"]),
  version: z.string().optional(),
  worker: z.object({ status: z.enum(["up", "down"]) }).optional(),
  model: z
    .object({
      status: z.enum(["ready", "loading", "absent", "failed"]),
      name: z.string().nullable(),
      backend: z.string().nullable(),
      contextSize: z.int().nullable(),
      starter: z.boolean().nullable(),
      running: runningModel.nullable(),
      hint: z.string().optional(),
    })
    .optional(),
  index: z.object({ documents: z.int(), chunks: z.int() }).optional(),
});
