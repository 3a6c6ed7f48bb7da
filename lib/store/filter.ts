import { FootnoteError } from "../base/errors.ts";
import type { SearchScope } from "./types.ts";

const ID = /^[A-Za-z0-9_:-]{1,200}$/;

/** The id in SQL quotes. @throws FootnoteError `bad_request` for anything that we would not have made as an id. */
export function quoteId(id: string): string {
  if (!ID.test(id))
    throw new FootnoteError("bad_request", "An id holds characters that no id has.", {
      hint: "Use the id as the list of documents gives it.",
    });
  return `'${id}'`;
}

/** LanceDB takes raw SQL: this is the only place that writes any. Null when the scope can hold nothing. */
export function scopeFilter(scope: SearchScope): string | null {
  const { collectionIds, documentIds, exceptDocumentIds = [] } = scope;
  if (collectionIds.length === 0 || documentIds?.length === 0) return null;
  const parts = [`collection_id IN (${collectionIds.map(quoteId).join(", ")})`];
  if (documentIds !== undefined) parts.push(`document_id IN (${documentIds.map(quoteId).join(", ")})`);
  if (exceptDocumentIds.length > 0) parts.push(`document_id NOT IN (${exceptDocumentIds.map(quoteId).join(", ")})`);
  return parts.join(" AND ");
}

/** All chunks of these documents. */
export function documentFilter(...documentIds: string[]): string {
  return `document_id IN (${documentIds.map(quoteId).join(", ")})`;
}

/** Chunks of a document from one ordinal to another, both included. */
export function rangeFilter(documentId: string, from: number, to: number): string {
  return `${documentFilter(documentId)} AND ordinal >= ${Math.floor(from)} AND ordinal <= ${Math.floor(to)}`;
}
