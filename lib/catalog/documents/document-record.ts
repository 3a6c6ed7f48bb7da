import type { ErrorCode } from "../../base/errors.ts";
import type { DocumentStatus } from "../../base/types.ts";
import type { document } from "../schema.ts";

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

/** A row of the document table. */
export type DocumentRow = typeof document.$inferSelect;

/** What moves while a document is taken in. */
export type DocumentChanges = Partial<
  Pick<
    DocumentRow,
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
>;

/** A row as the API shows it. */
export function toRecord(row: DocumentRow): DocumentRecord {
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
function secondsLeft(row: DocumentRow): number | null {
  if (row.status !== "embedding" || row.chunksDone === 0 || !row.startedAt) return null;
  const elapsed = (Date.now() - row.startedAt.getTime()) / 1000;
  return Math.ceil((elapsed / row.chunksDone) * (row.chunksTotal - row.chunksDone));
}
