import { and, eq, isNull, type SQL } from "drizzle-orm";
import type { OutlineItem, Page, ParsedDocument } from "../../base/types.ts";
import { advance, type Transaction } from "../counters.ts";
import type { Database } from "../database.ts";
import { document, page } from "../schema.ts";
import { packWords, unpackWords } from "./packed-words.ts";

/** Page rows written in one statement. */
const ROWS = 200;

/** The pages of documents, as they were read. */
export function createPages(db: Database) {
  const live = (id: string, number: number) =>
    and(eq(page.documentId, id), eq(page.number, number), isNull(document.deletedAt));
  return {
    async pages(id: string): Promise<Page[]> {
      const rows = await db.select(columns).from(page).where(eq(page.documentId, id)).orderBy(page.number);
      return rows.map(toPage);
    },

    /** The text of one page of a live document, or null. */
    async pageText(id: string, number: number): Promise<string | null> {
      const [row] = await db
        .select({ text: page.text })
        .from(page)
        .innerJoin(document, eq(document.id, page.documentId))
        .where(live(id, number));
      return row?.text ?? null;
    },

    /** One page of a live document with all that is known of it, or null. */
    async page(id: string, number: number): Promise<Page | null> {
      const [row] = await db
        .select(columns)
        .from(page)
        .innerJoin(document, eq(document.id, page.documentId))
        .where(live(id, number));
      return row === undefined ? null : toPage(row);
    },

    async outline(id: string): Promise<OutlineItem[]> {
      const [row] = await db
        .select({ outline: document.outline })
        .from(document)
        .where(and(eq(document.id, id), isNull(document.deletedAt)));
      return row?.outline ?? [];
    },

    /** Keeps what was read of a document that no worker holds; pages of an earlier try are replaced. */
    async keepPages(id: string, parsed: ParsedDocument): Promise<void> {
      await db.transaction(
        async (tx) => {
          await writePages(tx, id, parsed, await advance(tx, "revision"));
        },
        { behavior: "immediate" },
      );
    },
  };
}

const columns = {
  number: page.number,
  text: page.text,
  label: page.label,
  details: page.details,
  words: page.words,
};

/** A row as the reader gave the page: what it did not tell is not there. */
function toPage(row: Pick<typeof page.$inferSelect, keyof typeof columns>): Page {
  const { number, text, label, details, words } = row;
  return {
    number,
    text,
    ...(label === null ? {} : { label }),
    ...details,
    ...(words === null ? {} : { words: unpackWords(words) }),
  };
}

/** Replaces a document's pages where `only` holds, too. False, with nothing written, where it does not. */
export async function writePages(
  tx: Transaction,
  id: string,
  parsed: ParsedDocument,
  revision: number,
  only?: SQL,
): Promise<boolean> {
  const rows = await tx
    .update(document)
    .set({
      title: parsed.title,
      outline: parsed.outline,
      unreadablePages: parsed.unreadablePages,
      warnings: parsed.warnings,
      pagesDone: parsed.pages.length,
      pagesTotal: parsed.pages.length,
      textPages: parsed.pages.filter(({ text }) => text.trim() !== "").length,
      revision,
    })
    .where(and(eq(document.id, id), only))
    .returning({ id: document.id });
  if (rows.length === 0) return false;
  await tx.delete(page).where(eq(page.documentId, id));
  for (let from = 0; from < parsed.pages.length; from += ROWS) {
    const slice = parsed.pages.slice(from, from + ROWS);
    await tx.insert(page).values(
      slice.map(({ number, text, label, words, ...details }) => ({
        documentId: id,
        number,
        text,
        label: label ?? null,
        words: packWords(words),
        details: Object.keys(details).length === 0 ? null : details,
      })),
    );
  }
  return true;
}
