import { FootnoteError } from "../base/errors.ts";
import type { Answer, Source } from "../base/types.ts";
import type { AnswerDeps, Found } from "./deps.ts";
import { quoteEvidence } from "./quote-evidence.ts";

type Named = Pick<AnswerDeps, "documentNames">;
/** What of the found things stands in documents. */
type Standing = Pick<Found, "names" | "hits" | "evidence">;

/** What was found, without documents that have been deleted since. */
export async function stillThere<F extends Standing>({ documentNames }: Named, found: F): Promise<F> {
  const names = await documentNames([...found.names.keys()]);
  if (names.size === found.names.size) return found;
  const isThere = ({ documentId }: { documentId: string }) => names.has(documentId);
  return { ...found, names, hits: found.hits.filter(isThere), evidence: found.evidence.filter(isThere) };
}

/**
 * Does something with what was found; where a document goes meanwhile, does it again without that one.
 * @returns null when nothing is left
 */
export async function withoutDeleted<F extends Standing, T>(
  deps: Named,
  found: F,
  work: (found: F) => Promise<T>,
): Promise<T | null> {
  try {
    return await work(found);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const left = await stillThere(deps, found);
    if (left === found) throw error;
    return left.hits.length === 0 ? null : withoutDeleted(deps, left, work);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof FootnoteError && error.code === "not_found";
}

/**
 * Takes out of a finished answer what stood in documents that are gone: evidence, quotes, and thoughts of a model that had read
 * them. A text stays only when all of it is borne out by documents that are there; else what these say takes its place.
 * @param read the sources that the model was given
 */
export async function leaveOutDeleted({ documentNames }: Named, answer: Answer, read: Source[]): Promise<void> {
  const { evidence, citations, disagreements } = answer;
  const places = [...evidence, ...citations, ...disagreements.flatMap(({ quotes }) => quotes), ...read];
  const ids = [...new Set(places.map(({ documentId }) => documentId))];
  const names = await documentNames(ids);
  if (ids.every((id) => names.has(id))) return;
  const isThere = ({ documentId }: { documentId: string }) => names.has(documentId);
  answer.evidence = evidence.filter(isThere);
  answer.disagreements = disagreements.filter(({ quotes }) => quotes.every(isThere));
  answer.coverage.unreadable = answer.coverage.unreadable.filter(isThere);
  answer.reasoning = "";
  const left = new Set(citations.filter(isThere).map(({ n }) => n));
  const stands = answer.sentences.every(
    ({ support, citations }) => support === "supported" && citations.every((n) => left.has(n)),
  );
  if (answer.status === "no_evidence" || (stands && answer.sentences.length > 0)) return;
  if (answer.evidence.length === 0) {
    Object.assign(answer, quoteEvidence([]));
    if (answer.status !== "stopped" && answer.status !== "failed") answer.status = "no_evidence";
    answer.note = ALL_DELETED;
    return;
  }
  Object.assign(answer, quoteEvidence(answer.evidence));
  answer.status = "quoted";
  answer.note = SOME_DELETED;
}

export const ALL_DELETED = "What would have answered this was deleted meanwhile. Ask again.";
const SOME_DELETED =
  "A document that this answer rested on was deleted meanwhile; these are the sentences of those that are left.";
