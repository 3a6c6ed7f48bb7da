import { log } from "../../base/log.ts";
import type { Catalog, Lease } from "../../catalog/index.ts";
import type { ChunkStore } from "../../store/index.ts";
import { type IngestRooms, index } from "../index.ts";

/** Compares the index with SQL, which is the truth: which documents it lacks. Removes what SQL knows nothing of. */
export async function findMissing({ documents }: Pick<Catalog, "documents">, store: ChunkStore): Promise<string[]> {
  const [ready, indexed] = [new Set(await documents.readyIds()), new Set(await store.documentIds())];
  for (const id of indexed) if (!ready.has(id) && (await documents.get(id)) === null) await store.remove(id);
  return [...ready].filter((id) => !indexed.has(id));
}

/** Indexes a ready document again from its pages in SQL; nothing is parsed. */
export async function rebuild(
  documentId: string,
  { documents }: Pick<Catalog, "documents">,
  rooms: Omit<IngestRooms, "documents">,
  signal: AbortSignal,
): Promise<void> {
  const record = await documents.get(documentId);
  if (record?.status !== "ready") return;
  const [pages, outline] = await Promise.all([documents.pages(documentId), documents.outline(documentId)]);
  const { title, collectionId, name, mediaType, size } = record;
  const job = { documentId, collectionId, name, mediaType, size, sha256: "", token: 0, attempt: 1 };
  const task = { job, signal, onProgress: () => undefined };
  const [outcome] = await index([{ task, parsed: { title, pages, outline } }], quiet(documents, rooms), RESTORE);
  if (outcome === undefined) return;
  if ("error" in outcome) throw outcome.error;
  log("document indexed again", { documentId, ...outcome.done });
}

/** Searches find it by its words at first. */
const RESTORE = { wordsFirst: true };

const all = async (of: { lease: Lease }[]) => new Set(of.map(({ lease }) => lease.documentId));

/** There is no job and no lease: it stays "ready" for its readers, who may open its pages, unless it is deleted meanwhile. */
function quiet(documents: Catalog["documents"], rooms: Omit<IngestRooms, "documents">): IngestRooms {
  const stillOurs = (jobs: Lease[]) => documents.findable(jobs.map(({ documentId }) => documentId));
  return { ...rooms, documents: { keepPages: all, update: all, finish: all, stillOurs } };
}
