import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { DocumentStatus, OutlineItem, Page } from "../base/types.ts";
import { user } from "./accounts.ts";
import { at, id, now } from "./columns.ts";
import type { StoredAnswer } from "./kept-answer.ts";

export * from "./accounts.ts";

/** The catalogue's tables. After a change: `npx drizzle-kit generate` (docs/ARCHITECTURE.md, "change a table"). */

/** API keys: only the SHA-256 of a key is kept. */
export const apiKey = sqliteTable("api_key", {
  id: id(),
  name: text("name").notNull(),
  hash: text("hash").notNull().unique(),
  userId: text("user_id")
    .notNull()
    .references(() => user.id, { onDelete: "cascade" }),
  createdAt: now("created_at"),
  lastUsedAt: at("last_used_at"),
  revokedAt: at("revoked_at"),
});

export const collection = sqliteTable("collection", {
  id: id(),
  name: text("name").notNull(),
  createdAt: now("created_at"),
});

/** Who may see a collection, and as what. */
export const member = sqliteTable(
  "member",
  {
    collectionId: text("collection_id")
      .notNull()
      .references(() => collection.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    role: text("role").$type<"owner" | "editor" | "reader">().notNull(),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.userId] })],
);

export const document = sqliteTable(
  "document",
  {
    id: id(),
    collectionId: text("collection_id")
      .notNull()
      .references(() => collection.id),
    sha256: text("sha256").notNull(),
    name: text("name").notNull(),
    mediaType: text("media_type").notNull(),
    size: integer("size").notNull(),
    title: text("title"),
    status: text("status").$type<DocumentStatus>().notNull().default("queued"),
    /** Findable by its words already, though its embeddings are still being made. */
    textReady: integer("text_ready", { mode: "boolean" }).notNull().default(false),
    /** Ready, but gone from the index: the worker will index it again. */
    indexLost: integer("index_lost", { mode: "boolean" }).notNull().default(false),
    pagesDone: integer("pages_done").notNull().default(0),
    pagesTotal: integer("pages_total").notNull().default(0),
    chunksDone: integer("chunks_done").notNull().default(0),
    chunksTotal: integer("chunks_total").notNull().default(0),
    textPages: integer("text_pages").notNull().default(0),
    ocrPages: integer("ocr_pages").notNull().default(0),
    unreadablePages: text("unreadable_pages", { mode: "json" }).$type<number[]>().notNull().default([]),
    warnings: text("warnings", { mode: "json" }).$type<string[]>().notNull().default([]),
    outline: text("outline", { mode: "json" }).$type<OutlineItem[]>().notNull().default([]),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    errorHint: text("error_hint"),
    createdBy: text("created_by").notNull(),
    createdAt: now("created_at"),
    startedAt: at("started_at"),
    readyAt: at("ready_at"),
    deletedAt: at("deleted_at"),
    /** Rises with every change, over all documents, so that a listener can ask for what is new. */
    revision: integer("revision").notNull().default(0),
    /** What lists sort and find names by (lists/name-keys.ts). */
    nameSort: text("name_sort").notNull().default(""),
    nameSearch: text("name_search").notNull().default(""),
  },
  (table) => [
    uniqueIndex("document_content").on(table.collectionId, table.sha256).where(sql`deleted_at is null`),
    index("document_revision").on(table.revision),
    index("document_sha256").on(table.sha256),
    // For lists (lists/document-lists.ts), each with all that its query reads: by name, by date, and every figure that is
    // sorted by or counted. `deletedAt` is a column, since SQLite looks up the row for the condition of a partial index.
    index("document_names").on(table.collectionId, table.deletedAt, table.nameSort, table.id, table.nameSearch),
    index("document_dates").on(table.collectionId, table.deletedAt, table.createdAt, table.nameSort, table.id),
    index("document_figures").on(
      table.collectionId,
      table.deletedAt,
      table.status,
      table.textReady,
      table.size,
      table.pagesTotal,
      table.chunksTotal,
      table.unreadablePages,
      table.warnings,
      table.nameSort,
      table.id,
    ),
  ],
);

/** The text of each page, exactly as parsed: what every `start` and `end` points into. */
export const page = sqliteTable(
  "page",
  {
    documentId: text("document_id")
      .notNull()
      .references(() => document.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    text: text("text").notNull(),
    /** As printed or named; null: its number. */
    label: text("label"),
    /** What else the reader told of it: blocks, warnings, its size. */
    details: text("details", { mode: "json" }).$type<Omit<Page, "number" | "text" | "label" | "words">>(),
    /** Where its words stand (packed-words.ts). */
    words: blob("words", { mode: "buffer" }),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.number] })],
);

/** Work for the worker: one row a document, taken under a lease. */
export const job = sqliteTable(
  "job",
  {
    documentId: text("document_id")
      .primaryKey()
      .references(() => document.id, { onDelete: "cascade" }),
    createdAt: now("created_at"),
    attempts: integer("attempts").notNull().default(0),
    leaseOwner: text("lease_owner"),
    leaseUntil: at("lease_until"),
    /** Rises with every lease that is taken, over all jobs: what a holder writes is written only while its token stands here. */
    leaseToken: integer("lease_token"),
    cancelled: integer("cancelled", { mode: "boolean" }).notNull().default(false),
  },
  (table) => [index("job_lease_token").on(table.leaseToken)],
);

/** Numbers that only grow (`counters.ts`). */
export const counter = sqliteTable("counter", {
  name: text("name").primaryKey(),
  value: integer("value").notNull(),
});

/** Documents that were purged a short while ago, for listeners that have not heard of it. */
export const deletion = sqliteTable(
  "deletion",
  {
    documentId: text("document_id").primaryKey(),
    collectionId: text("collection_id").notNull(),
    /** That of the deletion. */
    revision: integer("revision").notNull(),
    purgedAt: now("purged_at"),
  },
  (table) => [index("deletion_revision").on(table.revision)],
);

export const conversation = sqliteTable(
  "conversation",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    title: text("title").notNull(),
    createdAt: now("created_at"),
    updatedAt: now("updated_at"),
  },
  (table) => [index("conversation_user").on(table.userId, table.updatedAt)],
);

/** A kept answer; `record` is the answer as the API returns it. */
export const answer = sqliteTable(
  "answer",
  {
    id: id(),
    conversationId: text("conversation_id")
      .notNull()
      .references(() => conversation.id, { onDelete: "cascade" }),
    userId: text("user_id").notNull(),
    record: text("record", { mode: "json" }).$type<StoredAnswer>().notNull(),
    createdAt: now("created_at"),
  },
  (table) => [index("answer_conversation").on(table.conversationId, table.createdAt)],
);

/**
 * A question kept from an answer, with where the answer stood, to be asked again after a change (`footnote eval`). It
 * outlives the answer and the document: the name is what an evaluation goes by.
 */
export const testQuestion = sqliteTable(
  "test_question",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    answerId: text("answer_id").notNull(),
    question: text("question").notNull(),
    documentName: text("document_name"),
    page: integer("page"),
    quote: text("quote"),
    /** The documents do not hold an answer: refusing is right. */
    unanswerable: integer("unanswerable", { mode: "boolean" }).notNull(),
    createdAt: now("created_at"),
  },
  (table) => [uniqueIndex("test_question_answer").on(table.userId, table.answerId)],
);

/**
 * What answers cost, added up a day (of the server's clock), collection and person. It is written with the answer, so that
 * the totals stay true when a conversation is deleted. `collectionId` is empty where no one collection bore the answer.
 */
export const meterDay = sqliteTable(
  "meter_day",
  {
    day: text("day").notNull(),
    collectionId: text("collection_id").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    answers: integer("answers").notNull().default(0),
    promptTokens: integer("prompt_tokens").notNull().default(0),
    thoughtTokens: integer("thought_tokens").notNull().default(0),
    textTokens: integer("text_tokens").notNull().default(0),
    milliseconds: integer("milliseconds").notNull().default(0),
    measuredWattHours: real("measured_watt_hours").notNull().default(0),
    estimatedWattHours: real("estimated_watt_hours").notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.day, table.collectionId, table.userId] })],
);

/** One question asked of two: both answers as they were, and which one the person preferred. */
export const comparison = sqliteTable(
  "comparison",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    question: text("question").notNull(),
    leftName: text("left_name").notNull(),
    rightName: text("right_name").notNull(),
    left: text("left_answer", { mode: "json" }).$type<StoredAnswer>().notNull(),
    right: text("right_answer", { mode: "json" }).$type<StoredAnswer>().notNull(),
    /** The right one was written earlier, from the passages found then. */
    earlier: integer("earlier", { mode: "boolean" }).notNull().default(false),
    preference: text("preference").$type<"left" | "right" | "tie">(),
    createdAt: now("created_at"),
  },
  (table) => [index("comparison_user").on(table.userId, table.createdAt)],
);
