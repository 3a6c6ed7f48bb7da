import { and, asc, desc, eq, gt, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { FootnoteError } from "../../base/errors.ts";
import type { Database } from "../database.ts";
import { type DocumentRecord, toRecord } from "../documents/document-record.ts";
import { document } from "../schema.ts";
import { nameKeys } from "./name-keys.ts";

export const documentSorts = ["name", "status", "pages", "chunks", "size", "createdAt"] as const;
export type DocumentSort = (typeof documentSorts)[number];
export const documentFilters = ["all", "ready", "working", "failed", "warned"] as const;
export type DocumentFilter = (typeof documentFilters)[number];

export interface DocumentListQuery {
  sort: DocumentSort;
  descending: boolean;
  status: DocumentFilter;
  /** Part of the name, whatever its case; empty for all. */
  name: string;
  /** At most so many documents. */
  limit: number;
  /** Where the page before ended; null for the first. */
  cursor: string | null;
}

/** How many documents there are, whatever a list is filtered by. */
export interface DocumentCounts {
  all: number;
  ready: number;
  /** On their way to ready or failed. */
  working: number;
  failed: number;
  /** With warnings, or with pages that could not be read. */
  warned: number;
  /** Those that a search finds already, at least by their words. */
  findable: number;
  /** Of the originals. */
  bytes: number;
}

export interface DocumentPage {
  documents: DocumentRecord[];
  /** For the next page; null after the last. */
  cursor: string | null;
  counts: DocumentCounts;
}

const columnOf = {
  name: document.nameSort,
  status: document.status,
  pages: document.pagesTotal,
  chunks: document.chunksTotal,
  size: document.size,
  createdAt: document.createdAt,
} as const;

const isWarned = sql`(${document.warnings} <> '[]' or ${document.unreadablePages} <> '[]')`;
const isWorking = sql`${document.status} not in ('ready', 'failed')`;

/** Lists of documents, a page at a time. The cost of a page does not grow with the pages before it (keyset, no OFFSET). */
export function createDocumentLists(db: Database) {
  const within = (collectionIds: string[]) => {
    const [first] = collectionIds;
    // Of one collection the index is in order already.
    const inThem =
      first !== undefined && collectionIds.length === 1
        ? eq(document.collectionId, first)
        : inArray(document.collectionId, collectionIds);
    return and(inThem, isNull(document.deletedAt));
  };

  const counts = async (collectionIds: string[]): Promise<DocumentCounts> => {
    const countOf = (condition: SQL) => sql<number>`coalesce(sum(${condition}), 0)`;
    const [row] = await db
      .select({
        all: sql<number>`count(*)`,
        ready: countOf(sql`${document.status} = 'ready'`),
        working: countOf(isWorking),
        failed: countOf(sql`${document.status} = 'failed'`),
        warned: countOf(isWarned),
        findable: countOf(
          sql`(${document.textReady} or ${document.status} = 'ready') and ${document.status} <> 'failed'`,
        ),
        bytes: sql<number>`coalesce(sum(${document.size}), 0)`,
      })
      .from(document)
      .where(within(collectionIds));
    return row ?? { all: 0, ready: 0, working: 0, failed: 0, warned: 0, findable: 0, bytes: 0 };
  };

  return {
    counts,

    /** @throws FootnoteError `bad_request` for a cursor that is not of this list. */
    async page(collectionIds: string[], query: DocumentListQuery): Promise<DocumentPage> {
      const { sort, descending, limit } = query;
      const column = columnOf[sort];
      const inOrder = await db
        .select({ id: document.id })
        .from(document)
        .where(and(within(collectionIds), fits(query), query.cursor === null ? undefined : after(query.cursor, query)))
        // Equal ones by name, so that the list does not dance while figures change.
        .orderBy(
          descending ? desc(column) : asc(column),
          ...(sort === "name" ? [] : [asc(document.nameSort)]),
          asc(document.id),
        )
        .limit(limit + 1);
      const ids = inOrder.slice(0, limit).map(({ id }) => id);
      const rows = ids.length === 0 ? [] : await db.select().from(document).where(inArray(document.id, ids));
      const byId = new Map(rows.map((row) => [row.id, row]));
      const shown = ids.flatMap((id) => byId.get(id) ?? []);
      const last = shown.at(-1);
      return {
        documents: shown.map(toRecord),
        cursor: inOrder.length > limit && last !== undefined ? writeCursor(last, query) : null,
        counts: await counts(collectionIds),
      };
    },

    /** Gives documents of earlier versions what they are sorted and found by. Safe to call from several processes. */
    async fillNameKeys(): Promise<void> {
      const rows = await db
        .select({ id: document.id, name: document.name })
        .from(document)
        .where(eq(document.nameSort, ""));
      for (const { id, name } of rows) await db.update(document).set(nameKeys(name)).where(eq(document.id, id));
    },
  };
}

export type DocumentLists = ReturnType<typeof createDocumentLists>;

function fits({ status, name }: DocumentListQuery): SQL | undefined {
  const wanted = name.trim().toLocaleLowerCase("en");
  return and(
    {
      all: undefined,
      ready: sql`${document.status} = 'ready'`,
      failed: sql`${document.status} = 'failed'`,
      working: isWorking,
      warned: isWarned,
    }[status],
    wanted === "" ? undefined : sql`instr(${document.nameSearch}, ${wanted}) > 0`,
  );
}

type Row = typeof document.$inferSelect;
/** Sort, direction, and the last row's value, name key and id. */
type Place = [DocumentSort, boolean, string | number, string, string];

function writeCursor(row: Row, { sort, descending }: DocumentListQuery): string {
  const value = {
    name: row.nameSort,
    status: row.status,
    pages: row.pagesTotal,
    chunks: row.chunksTotal,
    size: row.size,
    createdAt: row.createdAt.getTime(),
  }[sort];
  const place: Place = [sort, descending, value, row.nameSort, row.id];
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The rows behind the cursor's, in the list's order. */
function after(cursor: string, { sort, descending }: DocumentListQuery): SQL | undefined {
  const [cursorSort, cursorDescending, value, nameSort, id] = readCursor(cursor);
  if (cursorSort !== sort || cursorDescending !== descending) throw badCursor();
  const column = sql`${columnOf[sort]}`;
  return or(
    descending ? lt(column, value) : gt(column, value),
    and(eq(column, value), sql`(${document.nameSort}, ${document.id}) > (${nameSort}, ${id})`),
  );
}

function readCursor(cursor: string): Place {
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw badCursor();
  }
  if (!isPlace(place)) throw badCursor();
  return place;
}

function isPlace(value: unknown): value is Place {
  if (!Array.isArray(value) || value.length !== 5) return false;
  const [sort, descending, last, nameSort, id] = value;
  const isNumber = sort !== "name" && sort !== "status";
  return (
    documentSorts.includes(sort) &&
    typeof descending === "boolean" &&
    typeof last === (isNumber ? "number" : "string") &&
    typeof nameSort === "string" &&
    typeof id === "string"
  );
}

function badCursor(): FootnoteError {
  return new FootnoteError("bad_request", "cursor: It is not of this list.", {
    hint: "Ask for the first page without a cursor, and for the next with the cursor of its answer, in the same order.",
  });
}
