import { randomUUID } from "node:crypto";
import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, notInArray, or, sql } from "drizzle-orm";
import type { ErrorCode, FootnoteError } from "../base/errors.ts";
import type { Coverage, DocumentStatus, OutlineItem, Page } from "../base/types.ts";
import type { Database } from "./database.ts";
import { document, job, page } from "./schema.ts";

/** A document as the API returns it. */
export interface DocumentRecord {
  id: string;
  collectionId: string;
  name: string;
  title: string | null;
  mediaType: string;
  size: number;
  status: DocumentStatus;
  /** Findable, at least by its words. */
  textReady: boolean;
  progress: { pagesDone: number; pagesTotal: number; chunksDone: number; chunksTotal: number };
  /** Seconds until it is ready, guessed from the speed so far. */
  etaSeconds: number | null;
  chunks: number;
  coverage: { pages: number; textPages: number; ocrPages: number; unreadablePages: number[] };
  warnings: string[];
  error?: { code: ErrorCode; message: string; hint?: string };
  createdAt: string;
  createdBy: string;
}

/** What the documents room knows of an upload when its bytes are safe. */
export interface NewDocument {
  collectionId: string;
  sha256: string;
  name: string;
  mediaType: string;
  size: number;
  createdBy: string;
}

type Row = typeof document.$inferSelect;

/** The next revision: one more than the highest, taken under SQLite's write lock. */
const nextRevision = sql`(select coalesce(max(revision), 0) + 1 from document)`;

export function createDocuments(db: Database) {
  const live = (id: string) => and(eq(document.id, id), isNull(document.deletedAt));

  return {
    /** Adds the row and its job in one transaction, or finds the live document with the same bytes. */
    async add(input: NewDocument): Promise<{ record: DocumentRecord; duplicate: boolean }> {
      return db.transaction(
        async (tx) => {
          const [existing] = await tx
            .select()
            .from(document)
            .where(
              and(
                eq(document.collectionId, input.collectionId),
                eq(document.sha256, input.sha256),
                isNull(document.deletedAt),
              ),
            );
          if (existing) return { record: toRecord(existing), duplicate: true };
          const id = randomUUID();
          const [row] = await tx
            .insert(document)
            .values({ id, ...input, revision: nextRevision })
            .returning();
          if (!row) throw new Error("the document row was not returned");
          await tx.insert(job).values({ documentId: id });
          return { record: toRecord(row), duplicate: false };
        },
        { behavior: "immediate" },
      );
    },

    /** A live document with these bytes in a collection, before any work is done on them. */
    async byContent(collectionId: string, sha256: string): Promise<DocumentRecord | null> {
      const [row] = await db
        .select()
        .from(document)
        .where(and(eq(document.collectionId, collectionId), eq(document.sha256, sha256), isNull(document.deletedAt)));
      return row ? toRecord(row) : null;
    },

    async get(id: string): Promise<DocumentRecord | null> {
      const [row] = await db.select().from(document).where(live(id));
      return row ? toRecord(row) : null;
    },

    /** Where the bytes are kept: the original's SHA-256. */
    async sha256(id: string): Promise<string | null> {
      const [row] = await db.select({ sha256: document.sha256 }).from(document).where(live(id));
      return row?.sha256 ?? null;
    },

    async list(collectionId: string): Promise<DocumentRecord[]> {
      const rows = await db
        .select()
        .from(document)
        .where(and(eq(document.collectionId, collectionId), isNull(document.deletedAt)))
        .orderBy(asc(document.createdAt));
      return rows.map(toRecord);
    },

    /** Documents changed after a revision, deleted ones included, oldest change first. */
    async changedSince(revision: number): Promise<{ record: DocumentRecord; revision: number; deleted: boolean }[]> {
      const rows = await db.select().from(document).where(gt(document.revision, revision)).orderBy(document.revision);
      return rows.map((row) => ({ record: toRecord(row), revision: row.revision, deleted: row.deletedAt !== null }));
    },

    async latestRevision(): Promise<number> {
      const [row] = await db.select({ n: sql<number>`coalesce(max(revision), 0)` }).from(document);
      return row?.n ?? 0;
    },

    /** Names of live documents, for quoting them. Missing ids were deleted. */
    async names(ids: string[]): Promise<Map<string, string>> {
      if (ids.length === 0) return new Map();
      const rows = await db
        .select({ id: document.id, name: document.name })
        .from(document)
        .where(and(inArray(document.id, ids), isNull(document.deletedAt)));
      return new Map(rows.map((row) => [row.id, row.name]));
    },

    /** Documents of these collections whose chunks a search must not return: deleted, failed or not yet findable. */
    async hidden(collectionIds: string[]): Promise<string[]> {
      if (collectionIds.length === 0) return [];
      const rows = await db
        .select({ id: document.id })
        .from(document)
        .where(
          and(
            inArray(document.collectionId, collectionIds),
            or(isNotNull(document.deletedAt), and(ne(document.status, "ready"), eq(document.textReady, false))),
          ),
        );
      return rows.map((row) => row.id);
    },

    /** How many documents of a scope searches may miss for now: still being read, or to be indexed again. */
    async pending(scope: { collectionIds: string[]; documentIds?: string[] }): Promise<number> {
      if (scope.collectionIds.length === 0) return 0;
      return db.$count(
        document,
        and(
          inArray(document.collectionId, scope.collectionIds),
          scope.documentIds === undefined ? undefined : inArray(document.id, scope.documentIds),
          isNull(document.deletedAt),
          or(notInArray(document.status, ["ready", "failed"]), eq(document.indexLost, true)),
        ),
      );
    },

    /** Live documents whose name holds one of these texts, whatever its case. */
    async named(names: string[], collectionIds: string[]): Promise<string[]> {
      if (collectionIds.length === 0) return [];
      const rows = await db
        .select({ id: document.id, name: document.name })
        .from(document)
        .where(and(inArray(document.collectionId, collectionIds), isNull(document.deletedAt)));
      const wanted = names.map((name) => name.toLowerCase());
      return rows.filter(({ name }) => wanted.some((part) => name.toLowerCase().includes(part))).map(({ id }) => id);
    },

    /** Of these documents, the live ones: id → collection's id. */
    async collectionsOf(ids: string[]): Promise<Map<string, string>> {
      const { id, collectionId } = document;
      const rows = await db
        .select({ id, collectionId })
        .from(document)
        .where(and(inArray(id, ids), isNull(document.deletedAt)));
      return new Map(rows.map((row) => [row.id, row.collectionId]));
    },

    /** True when something in these collections, or of these documents in them, can be searched. */
    async anyFindable(collectionIds: string[], documentIds?: string[]): Promise<boolean> {
      if (collectionIds.length === 0) return false;
      const findable = and(
        inArray(document.collectionId, collectionIds),
        documentIds === undefined ? undefined : inArray(document.id, documentIds),
        isNull(document.deletedAt),
        or(eq(document.status, "ready"), eq(document.textReady, true)),
      );
      return (await db.select({ id: document.id }).from(document).where(findable).limit(1)).length > 0;
    },

    /** Those of these documents that have pages which could not be read. */
    async unreadable(ids: string[]): Promise<Coverage["unreadable"]> {
      if (ids.length === 0) return [];
      const rows = await db
        .select({ documentId: document.id, documentName: document.name, pages: document.unreadablePages })
        .from(document)
        .where(and(inArray(document.id, ids), isNull(document.deletedAt)));
      return rows.filter(({ pages }) => pages.length > 0);
    },

    async pages(id: string): Promise<Page[]> {
      return db
        .select({ number: page.number, text: page.text })
        .from(page)
        .where(eq(page.documentId, id))
        .orderBy(page.number);
    },

    /** One page's text of a live document, or null. */
    async page(id: string, number: number): Promise<Page | null> {
      const [row] = await db
        .select({ number: page.number, text: page.text })
        .from(page)
        .innerJoin(document, eq(document.id, page.documentId))
        .where(and(eq(page.documentId, id), eq(page.number, number), isNull(document.deletedAt)));
      return row ?? null;
    },

    async outline(id: string): Promise<OutlineItem[]> {
      const [row] = await db.select({ outline: document.outline }).from(document).where(live(id));
      return row?.outline ?? [];
    },

    /** Keeps what the parser found; pages of an earlier try are replaced. */
    async keepPages(
      id: string,
      parsed: {
        title: string | null;
        pages: Page[];
        outline: OutlineItem[];
        unreadablePages: number[];
        warnings: string[];
      },
    ): Promise<void> {
      await db.transaction(
        async (tx) => {
          await tx.delete(page).where(eq(page.documentId, id));
          for (let from = 0; from < parsed.pages.length; from += 200) {
            const slice = parsed.pages.slice(from, from + 200);
            await tx.insert(page).values(slice.map(({ number, text }) => ({ documentId: id, number, text })));
          }
          await tx
            .update(document)
            .set({
              title: parsed.title,
              outline: parsed.outline,
              unreadablePages: parsed.unreadablePages,
              warnings: parsed.warnings,
              pagesDone: parsed.pages.length,
              pagesTotal: parsed.pages.length,
              textPages: parsed.pages.filter(({ text }) => text.trim() !== "").length,
              revision: nextRevision,
            })
            .where(eq(document.id, id));
        },
        { behavior: "immediate" },
      );
    },

    /** Moves a document along; only the given fields change. */
    async update(
      id: string,
      change: Partial<
        Pick<
          Row,
          | "status"
          | "textReady"
          | "indexLost"
          | "pagesDone"
          | "pagesTotal"
          | "chunksDone"
          | "chunksTotal"
          | "startedAt"
          | "readyAt"
        >
      >,
    ): Promise<void> {
      await db
        .update(document)
        .set({ ...change, revision: nextRevision })
        .where(eq(document.id, id));
    },

    /** Marks a document failed, with words for the reader. */
    async fail(id: string, error: FootnoteError): Promise<void> {
      await db
        .update(document)
        .set({
          status: "failed",
          textReady: false,
          errorCode: error.code,
          errorMessage: error.message,
          errorHint: error.hint ?? null,
          revision: nextRevision,
        })
        .where(eq(document.id, id));
    },

    /** Hides a document from every search and answer at once; the worker purges it after. False if it was not there. */
    async remove(id: string): Promise<boolean> {
      return db.transaction(
        async (tx) => {
          const rows = await tx
            .update(document)
            .set({ deletedAt: new Date(), textReady: false, revision: nextRevision })
            .where(live(id))
            .returning({ id: document.id });
          if (rows.length > 0) await tx.update(job).set({ cancelled: true }).where(eq(job.documentId, id));
          return rows.length > 0;
        },
        { behavior: "immediate" },
      );
    },

    /** Deleted documents whose bytes and index rows are still to be purged, and which no worker holds. */
    async toPurge(): Promise<{ id: string; sha256: string }[]> {
      return db
        .select({ id: document.id, sha256: document.sha256 })
        .from(document)
        .leftJoin(job, eq(job.documentId, document.id))
        .where(and(isNotNull(document.deletedAt), or(isNull(job.leaseUntil), sql`${job.leaseUntil} < ${Date.now()}`)));
    },

    /**
     * Forgets a deleted document. `removeOriginal` runs inside the write lock, and only when no other document has the
     * same bytes, so that an upload of the same bytes at this moment either keeps the file or puts it back.
     */
    async purge(id: string, removeOriginal: (sha256: string) => Promise<void>): Promise<void> {
      await db.transaction(
        async (tx) => {
          const [row] = await tx
            .select({ sha256: document.sha256 })
            .from(document)
            .where(and(eq(document.id, id), isNotNull(document.deletedAt)));
          if (!row) return;
          const others = await tx
            .select({ id: document.id })
            .from(document)
            .where(and(eq(document.sha256, row.sha256), ne(document.id, id)))
            .limit(1);
          await tx.delete(page).where(eq(page.documentId, id));
          await tx.delete(job).where(eq(job.documentId, id));
          await tx.delete(document).where(eq(document.id, id));
          if (others.length === 0) await removeOriginal(row.sha256);
        },
        { behavior: "immediate" },
      );
    },

    /** Notes which ready documents the index lacks; all others it holds. */
    async noteLost(ids: string[]): Promise<void> {
      const lost = new Set(ids);
      await db.transaction(
        async (tx) => {
          const rows = await tx.select({ id: document.id, was: document.indexLost }).from(document);
          for (const { id, was } of rows.filter((row) => row.was !== lost.has(row.id))) {
            await tx.update(document).set({ indexLost: !was, revision: nextRevision }).where(eq(document.id, id));
          }
        },
        { behavior: "immediate" },
      );
    },

    /** Ids of documents that the index should hold. */
    async readyIds(): Promise<string[]> {
      const rows = await db
        .select({ id: document.id })
        .from(document)
        .where(and(eq(document.status, "ready"), isNull(document.deletedAt)));
      return rows.map((row) => row.id);
    },
  };
}

export type Documents = ReturnType<typeof createDocuments>;

function toRecord(row: Row): DocumentRecord {
  return {
    id: row.id,
    collectionId: row.collectionId,
    name: row.name,
    title: row.title,
    mediaType: row.mediaType,
    size: row.size,
    status: row.status,
    textReady: (row.textReady || row.status === "ready") && !row.indexLost,
    progress: {
      pagesDone: row.pagesDone,
      pagesTotal: row.pagesTotal,
      chunksDone: row.chunksDone,
      chunksTotal: row.chunksTotal,
    },
    etaSeconds: secondsLeft(row),
    chunks: row.chunksTotal,
    coverage: {
      pages: row.pagesTotal,
      textPages: row.textPages,
      ocrPages: row.ocrPages,
      unreadablePages: row.unreadablePages,
    },
    warnings: row.warnings,
    ...(row.status === "failed" && row.errorCode
      ? {
          error: {
            code: row.errorCode as ErrorCode,
            message: row.errorMessage ?? "",
            ...(row.errorHint ? { hint: row.errorHint } : {}),
          },
        }
      : {}),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
  };
}

/** Embedding takes nearly all of the time (0.5 s of parsing against 4 s for 22 pages), so it alone is projected. */
function secondsLeft(row: Row): number | null {
  if (row.status !== "embedding" || row.chunksDone === 0 || !row.startedAt) return null;
  const elapsed = (Date.now() - row.startedAt.getTime()) / 1000;
  return Math.ceil((elapsed / row.chunksDone) * (row.chunksTotal - row.chunksDone));
}
