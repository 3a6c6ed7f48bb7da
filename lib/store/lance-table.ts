import { rename } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, Index, MatchQuery, type Table } from "@lancedb/lancedb";
import { FootnoteError } from "../base/errors.ts";
import { documentFilter } from "./filter.ts";
import { asIndexError, looksDamaged, looksPassing, requireReadable } from "./lance-errors.ts";
import { tableSchema } from "./rows.ts";

export interface LanceTableOptions {
  connect: () => Promise<Connection>;
  /** Folder or address of the database, for putting a broken table aside. */
  uri: string;
  name: string;
  /** Length of the vectors; null for a table without any. */
  dimensions: number | null;
  /** Told when a table was broken and put aside. */
  onDamage: (table: string, detail: string) => void;
}

/** One LanceDB table, opened when first needed and opened again when its files were replaced under it. */
export interface LanceTable {
  /**
   * Opens for writing: makes the table when it is not there, and puts one aside first that is proven to be damaged.
   * @throws FootnoteError `index_unavailable` when it cannot be reached or read now.
   */
  prepare(): Promise<void>;
  /** Runs a read; `nothing` when there is no table yet. @throws FootnoteError `index_damaged`, `index_unavailable`. */
  read<T>(query: (table: Table) => Promise<T>, nothing: T): Promise<T>;
  /** Replaces the rows of documents, the new ones in one commit: an empty list only removes them. */
  replace(documentIds: string[], rows: Record<string, unknown>[]): Promise<void>;
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
/** Damage has to be seen so often, each time in a table opened anew, before anything is put aside. */
const LOOKS = 2;
/** On an object store a reader looks so often whether there is a newer generation, ms. */
const LOOK_AGAIN_MS = 60_000;

/** The generation that a table's name stands for (`chunks_x` 1, `chunks_x_g2` 2, …); null for the name of another table. */
export function generationOf(found: string, name: string): number | null {
  if (found === name) return 1;
  const generation = found.startsWith(`${name}_g`) ? Number(found.slice(name.length + 2)) : Number.NaN;
  return Number.isInteger(generation) && generation > 1 ? generation : null;
}

export function createLanceTable({ connect, uri, name, dimensions, onDamage }: LanceTableOptions): LanceTable {
  const isRemote = uri.includes("://");
  let opened: Promise<Table | null> | null = null;
  let openedAt = 0;
  /** Version after the last clearing; rows deleted since then are still in old files. */
  let clearedAt = 0;
  let hasDeleted = false;

  /** The newest generation of the table that is there; null when there is none. */
  async function newest(db: Connection): Promise<{ found: string; generation: number } | null> {
    const generations = (await db.tableNames({ limit: 10_000 })).flatMap((found) => {
      const generation = generationOf(found, name);
      return generation === null ? [] : [{ found, generation }];
    });
    return generations.sort((a, b) => b.generation - a.generation)[0] ?? null;
  }

  async function open(): Promise<Table | null> {
    const db = await connect();
    const there = await newest(db);
    openedAt = Date.now();
    return there === null ? null : db.openTable(there.found);
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

  async function create(as: string): Promise<void> {
    const db = await connect();
    const made = await db.createEmptyTable(as, tableSchema(dimensions), { mode: "create", existOk: true });
    await indexWords(made);
    opened = Promise.resolve(made);
    openedAt = Date.now();
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
  async function check(): Promise<void> {
    opened = null;
    const target = await written();
    await target.countRows();
    await target.query().select(["document_id", "words"]).limit(1).toArray();
    if (dimensions !== null)
      await target
        .vectorSearch(new Float32Array(dimensions))
        .distanceType("dot")
        .select(["id", "_distance"])
        .limit(1)
        .toArray();
    await checkWords(target).catch(async (error: unknown) => {
      if (!looksDamaged(error)) throw error;
      await requireAllReadable();
      // The rows are whole: only what was made of them is built anew.
      onDamage(`${name} (words)`, String(error));
      await indexWords(target);
      await checkWords(target);
    });
  }

  async function checkWords(target: Table): Promise<void> {
    await target.query().fullTextSearch(new MatchQuery("footnote", "words")).limit(1).toArray();
  }

  async function requireAllReadable(): Promise<void> {
    const there = await newest(await connect());
    if (there !== null && !isRemote) await requireReadable(join(uri, `${there.found}.lance`));
  }

  /** True when the table is whole, false when it is proven to be damaged, twice. @throws whatever is no proof. */
  async function isWhole(): Promise<boolean> {
    for (let look = 1; ; look++) {
      try {
        await check();
        return true;
      } catch (error) {
        if (!looksDamaged(error)) throw error;
        await requireAllReadable();
        if (look < LOOKS) continue;
        onDamage(name, String(error));
        return false;
      }
    }
  }

  /** The files stay where they are: a folder gets another name, on an object store the next table does. Returns its name. */
  async function putAside({ found, generation }: { found: string; generation: number }): Promise<string> {
    opened = null;
    if (isRemote) return `${name}_g${generation + 1}`;
    await rename(join(uri, `${found}.lance`), join(uri, `broken-${Date.now()}-${found}`));
    return name;
  }

  async function written(): Promise<Table> {
    const target = await table();
    if (target === null)
      throw new FootnoteError("index_damaged", "The index is not there.", {
        hint: "Restart Footnote: it is built again from the documents.",
      });
    return target;
  }

  /** A write; a table that was replaced or cannot be reached is opened anew the next time. */
  async function writing(work: (target: Table) => Promise<void>): Promise<void> {
    try {
      await work(await written());
    } catch (error) {
      opened = null;
      const isFull = /no space left|ENOSPC/i.test(String(error));
      throw !isFull && (looksPassing(error) || looksDamaged(error)) ? asIndexError(error) : error;
    }
  }

  return {
    async prepare() {
      try {
        const there = await newest(await connect());
        if (there === null) await create(name);
        else if (!(await isWhole())) await create(await putAside(there));
      } catch (error) {
        opened = null;
        throw asIndexError(error);
      }
    },
    async read(query, nothing) {
      // A table of the next generation may stand beside the one that is open.
      if (isRemote && Date.now() - openedAt > LOOK_AGAIN_MS) opened = null;
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
        throw asIndexError(error);
      }
    },
    async replace(documentIds, rows) {
      if (documentIds.length === 0) return;
      await writing(async (target) => {
        const filter = documentFilter(...documentIds);
        if ((await target.countRows(filter)) > 0) {
          await retried(() => target.delete(filter));
          hasDeleted = true;
        }
        if (rows.length > 0) await retried(() => target.add(rows));
      });
    },
    maintain: (thorough) =>
      writing(async (target) => {
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
      }),
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
