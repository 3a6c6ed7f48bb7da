import { log } from "../../base/log.ts";
import type { Catalog } from "../../catalog/index.ts";
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
  rooms: IngestRooms,
  signal: AbortSignal,
): Promise<void> {
  const record = await documents.get(documentId);
  if (record?.status !== "ready") return;
  const [pages, outline] = await Promise.all([documents.pages(documentId), documents.outline(documentId)]);
  // It stays "ready" for its readers, who may open its pages; searches find it by its words at first.
  const quiet = { ...rooms, documents: { ...rooms.documents, update: async () => undefined } };
  const { title, collectionId, name } = record;
  const done = await index({ documentId, collectionId, name }, { title, pages, outline }, quiet, {
    signal,
    onProgress: () => undefined,
  });
  log("document indexed again", { documentId, ...done });
}
