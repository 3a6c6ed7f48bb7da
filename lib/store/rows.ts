import { Field, FixedSizeList, Float32, Int32, Schema, Utf8 } from "apache-arrow";
import { z } from "zod";
import type { IndexedChunk } from "../base/types.ts";

const columns = () => [
  new Field("id", new Utf8()),
  new Field("document_id", new Utf8()),
  new Field("collection_id", new Utf8()),
  new Field("ordinal", new Int32()),
  // What the full-text search reads: what the document is about, the headings, the table's header, then the text.
  new Field("words", new Utf8()),
  new Field("text_start", new Int32()),
  new Field("spans", new Utf8()),
  new Field("headings", new Utf8()),
  new Field("tokens", new Int32()),
];

/** Columns that a chunk is read back from; the vector never is. */
export const CHUNK_COLUMNS = columns().map((column) => column.name);

/** Schema of the words stage, or with `dimensions` that of the embedded stage. Names are lower case: `where` needs it. */
export function tableSchema(dimensions: number | null): Schema {
  if (dimensions === null) return new Schema(columns());
  return new Schema([
    ...columns(),
    new Field("vector", new FixedSizeList(dimensions, new Field("item", new Float32()))),
  ]);
}

/** A chunk as a row, with its vector where the table has one. */
export function toRow(chunk: IndexedChunk, vector?: Float32Array): Record<string, unknown> {
  const context = [chunk.about ?? "", ...chunk.headings, chunk.tableHeader ?? ""]
    .filter((part) => part !== "")
    .join("\n");
  const before = context === "" ? "" : `${context}\n`;
  return {
    id: chunk.id,
    document_id: chunk.documentId,
    collection_id: chunk.collectionId,
    ordinal: chunk.ordinal,
    words: before + chunk.text,
    text_start: before.length,
    spans: JSON.stringify(chunk.spans),
    headings: JSON.stringify(chunk.headings),
    tokens: chunk.tokens,
    ...(vector === undefined ? {} : { vector }),
  };
}

const rowSchema = z.object({
  id: z.string(),
  document_id: z.string(),
  collection_id: z.string(),
  ordinal: z.number(),
  words: z.string(),
  text_start: z.number(),
  spans: z.string(),
  headings: z.string(),
  tokens: z.number(),
});
const spansSchema = z.array(z.object({ page: z.number(), start: z.number(), end: z.number() }));
const headingsSchema = z.array(z.string());

/** A row as LanceDB returns it → chunk. Throws when the row is not one of ours (a damaged file). */
export function fromRow(row: unknown): IndexedChunk {
  const read = rowSchema.parse(row);
  return {
    id: read.id,
    documentId: read.document_id,
    collectionId: read.collection_id,
    ordinal: read.ordinal,
    text: read.words.slice(read.text_start),
    spans: spansSchema.parse(JSON.parse(read.spans)),
    headings: headingsSchema.parse(JSON.parse(read.headings)),
    tokens: read.tokens,
  };
}
