import { rename } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, Index, MatchQuery, type Table } from "@lancedb/lancedb";
import { FootnoteError } from "../base/errors.ts";
import { documentFilter } from "./filter.ts";
import { tableSchema } from "./rows.ts";

export interface LanceTableOptions {
  connect: () => Promise<Connection>;
  /** Folder or address of the database, for putting a broken table aside. */
  uri: string;
  name: string;
  /** Length of the vectors; null for a table without any. */
  dimensions: number | null;
  /** Told when a table was broken and put aside. */
  onDamage: (table: string) => void;
}

/** One LanceDB table, opened when first needed and opened again when its files were replaced under it. */
export interface LanceTable {
  /** Opens for writing: makes the table when it is not there, and puts a broken one aside first. */
  prepare(): Promise<void>;
  /** Runs a read; `nothing` when there is no table yet. @throws FootnoteError `index_damaged`. */
  read<T>(query: (table: Table) => Promise<T>, nothing: T): Promise<T>;
  /** Replaces a document's rows: an empty list only removes them. */
  replace(documentId: string, rows: Record<string, unknown>[]): Promise<void>;
  /** Compacts and indexes when enough has changed; `thorough` also for a few rows, and when some were deleted. */
  maintain(thorough: boolean): Promise<void>;
}

/** Rows the full-text index may be behind: each thousand of them costs a search 65 ms (10,000 rows, 2 cores). */
const UNINDEXED = { share: 0.03, least: 300, most: 800, idle: 50 };
/** Fragments after which the table is compacted: 100 of them double the time of a vector search over 10,000 rows. */
const FRAGMENTS = 24;
/** Commits after which old versions are cleared away: each leaves a manifest, and every search lists them. */
const COMMITS = 100;
/** Old versions are kept this long for searches that are still reading them, ms. */
const KEEP_VERSIONS = 60_000;
const WRITE_TRIES = 3;

export function createLanceTable({ connect, uri, name, dimensions, onDamage }: LanceTableOptions): LanceTable {
  let opened: Promise<Table | null> | null = null;
  /** Version after the last clearing; rows deleted since then are still in old files. */
  let clearedAt = 0;
  let hasDeleted = false;

  async function open(): Promise<Table | null> {
    const db = await connect();
    return (await db.tableNames({ limit: 10_000 })).includes(name) ? db.openTable(name) : null;
  }

  /** The open table, kept; a miss or a failure is not kept, so that the next call looks again. */
  async function table(): Promise<Table | null> {
    const opening = opened ?? open();
    opened = opening;
    try {
      const found = await opening;
      if (found === null && opened === opening) opened = null;
      return found;
    } catch (error) {
      if (opened === opening) opened = null;
      throw error;
    }
  }

  async function create(): Promise<void> {
    const db = await connect();
    const made = await db.createEmptyTable(name, tableSchema(dimensions), { mode: "create", existOk: true });
    await indexWords(made);
    opened = Promise.resolve(made);
  }

  async function indexWords(target: Table): Promise<void> {
    // ICU parts Chinese and Japanese into words. Without positions: merging is ten times as fast, and phrases are checked
    // in the text of the hits.
    const config = Index.fts({
      baseTokenizer: "icu",
      language: "English",
      stem: true,
      removeStopWords: true,
      asciiFolding: true,
      withPosition: false,
    });
    await target.createIndex("words", { config, replace: true });
  }

  /** Reads a little through every path that searches take, so that a hard stop's damage shows now and not in a search. */
  async function check(target: Table): Promise<void> {
    await target.countRows();
    await target.query().fullTextSearch(new MatchQuery("footnote", "words")).limit(1).toArray();
    await target.query().select(["document_id", "words"]).limit(1).toArray();
    if (dimensions !== null)
      await target
        .vectorSearch(new Float32Array(dimensions))
        .distanceType("dot")
        .select(["id", "_distance"])
        .limit(1)
        .toArray();
  }

  async function putAside(): Promise<void> {
    opened = null;
    onDamage(name);
    if (uri.includes("://")) await (await connect()).dropTable(name);
    else await rename(join(uri, `${name}.lance`), join(uri, `broken-${Date.now()}-${name}`));
  }

  async function written(): Promise<Table> {
    const target = await table();
    if (target === null)
      throw new FootnoteError("index_damaged", "The index is not there.", {
        hint: "Restart Footnote: it is built again from the documents.",
      });
    return target;
  }

  return {
    async prepare() {
      const names = await (await connect()).tableNames({ limit: 10_000 });
      if (names.includes(name)) {
        try {
          await check(await written());
          return;
        } catch {
          await putAside();
        }
      }
      await create();
    },
    async read(query, nothing) {
      const first = await table().catch(() => null);
      if (first !== null) {
        try {
          return await query(first);
        } catch {
          // Its files may have been replaced: open again, once.
          opened = null;
        }
      }
      try {
        const second = await table();
        return second === null ? nothing : await query(second);
      } catch (error) {
        opened = null;
        throw new FootnoteError("index_damaged", "The index could not be read.", {
          hint: "Restart Footnote: a broken index is put aside and built again from the documents.",
          cause: error,
        });
      }
    },
    async replace(documentId, rows) {
      const target = await written();
      const filter = documentFilter(documentId);
      if ((await target.countRows(filter)) > 0) {
        await retried(() => target.delete(filter));
        hasDeleted = true;
      }
      if (rows.length > 0) await retried(() => target.add(rows));
    },
    async maintain(thorough) {
      const target = await written();
      const { numRows, fragmentStats } = await target.stats();
      const behind = (await target.indexStats("words_idx"))?.numUnindexedRows ?? numRows;
      const busy = Math.min(UNINDEXED.most, Math.max(UNINDEXED.least, numRows * UNINDEXED.share));
      const allowed = thorough ? UNINDEXED.idle : busy;
      const version = await target.version();
      const cluttered = fragmentStats.numFragments > FRAGMENTS || version - clearedAt > COMMITS;
      if (behind <= allowed && !cluttered && !(thorough && hasDeleted)) return;
      try {
        await target.optimize({ cleanupOlderThan: new Date(Date.now() - KEEP_VERSIONS) });
      } catch {
        // Merging a full-text index has panicked (lance-format/lance#8310): build it anew.
        await indexWords(target);
      }
      clearedAt = await target.version();
      hasDeleted = false;
    },
  };
}

/** Commits by two connections can conflict (lancedb/lancedb#1504): try again, a moment later. */
async function retried<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= WRITE_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    }
  }
}
