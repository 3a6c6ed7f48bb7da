/**
 * The nouns of Footnote (docs/ARCHITECTURE.md, "Words"). A leaf: imports its own kind alone.
 * Every `start` and `end` is a UTF-16 offset into the text of one page, `end` exclusive.
 */

import type { Box, Page } from "./page.ts";

export type * from "./page.ts";

export type DocumentStatus = "queued" | "parsing" | "embedding" | "ready" | "failed";

/** An entry of a document's outline (bookmarks); `level` from 0. */
export interface OutlineItem {
  title: string;
  page: number;
  level: number;
}

/** What the parser makes of one file. A page it could not read has empty text and is named in `unreadablePages`. */
export interface ParsedDocument {
  title: string | null;
  pages: Page[];
  outline: OutlineItem[];
  unreadablePages: number[];
  warnings: string[];
}

/** A run of characters of one page. */
export interface Span {
  page: number;
  start: number;
  end: number;
}

/** A run of text of at most the embedder's window. */
export interface Chunk {
  /** Position in the document, from 0. */
  ordinal: number;
  /** Normalised for search (ligatures and hyphenation undone, running headers out); never quoted. */
  text: string;
  /** Where the text came from, in reading order; one span a page. */
  spans: Span[];
  /** The headings above it, outermost first. */
  headings: string[];
  /** Where it begins inside a table: that table's header. Searched with the text, never quoted, not returned. */
  tableHeader?: string;
  /** Length in the embedder's tokens, special tokens included. */
  tokens: number;
}

/** A chunk as kept in the index. `id` is `${documentId}:${ordinal}`. */
export interface IndexedChunk extends Chunk {
  id: string;
  documentId: string;
  collectionId: string;
  /** What every chunk of the document is about (its name and title): searched with the text, not returned. */
  about?: string;
}

/** Scores of a hit: each null when that search did not return it. */
export interface HitScores {
  vector: number | null;
  text: number | null;
  /** How well a cross-encoder finds that it answers the question, 0…1; only where one has read it. */
  rerank?: number;
}

/** A chunk found for a query. `score` is the fused score in 0…1, higher is better. */
export interface Hit extends IndexedChunk {
  score: number;
  scores: HitScores;
}

/** A hit placed in the prompt under a number (from 1), with the original text of its spans. */
export interface Source {
  n: number;
  documentId: string;
  documentName: string;
  spans: Span[];
  headings: string[];
  /** The original slices of `spans`, joined by a newline. */
  text: string;
  score: number;
}

/** A sentence quoted word for word: `text` is exactly the page's slice. */
export interface Evidence {
  text: string;
  documentId: string;
  documentName: string;
  page: number;
  /** The page's printed label; its number where it has none. */
  pageLabel: string;
  start: number;
  end: number;
  score: number;
  /** The words that matched the question, as offsets into `text`. */
  highlights: [number, number][];
  /** Why the words should be checked on the page, in words for the reader; absent where nothing speaks against them. */
  doubt?: string;
}

/**
 * How far a sentence is borne out: all of it; part of it; by nothing that was found (it may be true all the same); or a
 * passage says otherwise about the same thing. docs/trust.md has the error rates of each.
 */
export type Support = "supported" | "partial" | "unverified" | "contradicted";

/** A sentence of an answer; `citations` holds numbers of `Citation.n`. */
export interface Sentence {
  text: string;
  /** Offsets into `Answer.text`. */
  start: number;
  end: number;
  support: Support;
  /** What the cited words do not bear out, for the reader: "92%", "not", "Intel". */
  missing: string[];
  citations: number[];
  /** True when the model cited nothing here and the code found the source. */
  matched: boolean;
}

/** A pointer to exact words: `quote` is exactly the page's slice. */
export interface Citation {
  n: number;
  documentId: string;
  documentName: string;
  /** The document's version that was quoted, from 1. */
  version: number;
  page: number;
  /** The page's printed label; its number where it has none. */
  pageLabel: string;
  start: number;
  end: number;
  quote: string;
  /** Where the words stand on the page: left, top, width and height in points; none where the reader gave no places. */
  boxes: Box[];
  /** Why the words should be checked on the page, in words for the reader; absent where nothing speaks against them. */
  doubt?: string;
}

/** `quoted`: no model, or nothing of it worth hearing: the text is made of the documents' own sentences. */
export type AnswerStatus = "answered" | "quoted" | "no_evidence" | "model_declined" | "stopped" | "failed";

export interface Usage {
  /** Tokens of the prompt, those reused from the cache included. */
  promptTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
  /** Tokens written, those of the reasoning included. */
  completionTokens: number;
}

/** Milliseconds from the question's arrival, but for `queueMs` and `retrieveMs`, which are durations. */
export interface Timings {
  queueMs: number;
  retrieveMs: number;
  evidenceMs: number;
  firstTokenMs: number | null;
  /** When the thinking was over and the text began; not in answers kept before it was noted. */
  firstTextMs?: number | null;
  totalMs: number;
  /** Reasoning and text tokens per second of generation. */
  tokensPerSecond: number | null;
}

export interface Energy {
  wattHours: number;
  method: "measured" | "estimated";
  /** What was read, or the formula: "CPU package counter", "45 W × 3.2 s". Not in answers kept before it was noted. */
  how?: string;
}

export interface ModelInfo {
  name: string;
  backend: string;
  /** True for the small starter model, which shows that the line works and not how well R1 answers. */
  starter: boolean;
}

/** How a model runs in Footnote's own model process. */
export interface RunningModel {
  id: string;
  /** Layers on the GPU, of so many. */
  gpuLayers: number;
  layers: number;
  threads: number;
  /** Bytes taken in the machine's memory and the GPU's. */
  memory: { ram: number; vram: number };
  /** What was asked for and not given, one plain line each. */
  fallbacks: string[];
  /** Tokens per second, once measured. */
  answerTokensPerSecond: number | null;
}

/** What the answer was made from and could not see; said under the answer. */
export interface Coverage {
  /** Hits found, and how many of them the model read. */
  hitsFound: number;
  hitsRead: number;
  /** Documents in the scope that the search may have missed: still being read, or to be indexed again. */
  pending?: number;
  /** Documents among the sources with pages that could not be read. */
  unreadable: { documentId: string; documentName: string; pages: number[] }[];
}

/** Two sources that give different values for the same thing; both are quoted. */
export interface Disagreement {
  subject: string;
  quotes: (Citation & { value: string; date: string | null })[];
}

export interface Answer {
  id: string;
  conversationId: string;
  question: string;
  /** The question as it was searched, when a follow-up was rewritten to stand alone. */
  searchedAs: string | null;
  status: AnswerStatus;
  evidence: Evidence[];
  reasoning: string;
  text: string;
  sentences: Sentence[];
  citations: Citation[];
  coverage: Coverage;
  disagreements: Disagreement[];
  usage: Usage;
  timings: Timings;
  energy: Energy;
  model: ModelInfo | null;
  /** Why the answer failed or was cut short, in words for the reader. */
  note: string | null;
  /** True when a source was replaced or deleted since. */
  stale: boolean;
  createdAt: string;
}

/** What happens while an answer is made, in order. `finish` is always last and carries the kept answer. */
export type AnswerEvent =
  | { type: "start"; answerId: string; conversationId: string }
  /** `canAnswerNow`: thinking can be cut short. `done` and `total` are tokens while reading and thinking. */
  | {
      type: "stage";
      stage: AnswerStage;
      position?: number;
      expectedWaitMs?: number;
      done?: number;
      total?: number;
      canAnswerNow?: boolean;
    }
  | { type: "evidence"; evidence: Evidence[]; searchedAs: string | null; hitsFound: number }
  | { type: "sources"; sources: Source[]; model: ModelInfo }
  | { type: "reasoning"; delta: string }
  | { type: "text"; delta: string }
  /** `text` deltas hold no markers: sentences say where citations stand. Sent once, after the text. */
  | { type: "citations"; citations: Citation[]; sentences: Sentence[] }
  | { type: "finish"; answer: Answer };

export type AnswerStage = "searching" | "queued" | "reading" | "thinking" | "writing" | "checking";

/** A turn of an earlier conversation as the prompt room needs it; never holds thoughts. */
export interface Turn {
  question: string;
  text: string;
}

/** One message for the model. */
export interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}
