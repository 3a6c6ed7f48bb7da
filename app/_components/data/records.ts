import type { DocumentStatus } from "../../../lib/types.ts";

/** What the routes of `/api/v1` answer, as the pages use it (DESIGN.md, "HTTP interface"). */

export interface Session {
  user: { name: string; email: string };
}

export interface CollectionRecord {
  id: string;
  name: string;
  documents: number;
}

export interface DocumentRecord {
  id: string;
  collectionId: string;
  name: string;
  title: string | null;
  mediaType: string;
  /** Bytes. */
  size: number;
  status: DocumentStatus;
  /** Findable by its words already, before it is ready. */
  textReady: boolean;
  progress: { pagesDone: number; pagesTotal: number; chunksDone: number; chunksTotal: number };
  coverage: { pages: number; textPages: number; ocrPages: number; unreadablePages: number[] };
  chunks: number;
  warnings: string[];
  error?: { code: string; message: string; hint?: string };
  etaSeconds: number | null;
  createdAt: string;
  createdBy: string;
}

export interface ConversationRecord {
  id: string;
  title: string;
  updatedAt: string;
  answers: number;
}

export interface UnansweredQuestion {
  question: string;
  status: "no_evidence" | "model_declined";
  askedAt: string;
  /** Null when someone else asked. */
  conversationId: string | null;
}

export interface TestQuestion {
  id: string;
  question: string;
  /** Null, with page and quote, when the documents do not hold an answer. */
  documentName: string | null;
  page: number | null;
  quote: string | null;
  unanswerable: boolean;
  keptAt: string;
}

export interface Health {
  status: "ok" | "degraded";
  version: string;
  worker: { status: "up" | "down" };
  model: {
    status: "ready" | "loading" | "absent" | "failed";
    name: string | null;
    backend: string | null;
    contextSize: number | null;
    starter: boolean | null;
    hint?: string;
  };
  index: { documents: number; chunks: number };
}

export interface SearchHit {
  documentId: string;
  documentName: string;
  page: number;
  start: number;
  end: number;
  text: string;
  /** Offsets into `text`. */
  highlights: [number, number][];
  score: number;
  scores: { vector: number | null; text: number | null };
  /** Only when explaining: why it was left out, or null for a result. */
  cut?: string | null;
}

export interface SearchResult {
  hits: SearchHit[];
  tookMs: number;
}
