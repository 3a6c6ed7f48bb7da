import { together } from "./step.ts";
import type { Timings } from "./timings.ts";
import type { Chunked, Embedded, IngestOptions, IngestRooms, Outcome } from "./types.ts";

/** Says that documents are being embedded; with `wordsFirst` each is findable by its words from then on. */
export async function beginEmbedding(
  chunked: Chunked[],
  { documents, store }: IngestRooms,
  outcomes: Outcome[],
  { wordsFirst }: IngestOptions,
): Promise<Chunked[]> {
  return together(chunked, outcomes, async (entries) => {
    const ours = wordsFirst ? await documents.stillOurs(entries.map(({ task }) => task.job)) : new Set<string>();
    for (const { task, chunks } of entries) {
      if (ours.has(task.job.documentId)) await store.addWords(task.job.documentId, chunks);
    }
    return documents.update(
      entries.map(({ task, chunks }) => ({
        lease: task.job,
        change: {
          status: "embedding" as const,
          chunksDone: 0,
          chunksTotal: chunks.length,
          ...(wordsFirst ? { textReady: true } : {}),
        },
      })),
    );
  });
}

/**
 * Makes the embedded documents searchable in one commit, and says that they are ready.
 *
 * The index knows no leases. So they are asked for, and extended, right before: for as long as a lease lasts nobody else
 * takes the document. A process that stands still for longer than that between the two can still publish late: the rows are
 * then those of the same bytes, and whoever comes after replaces them or finds them out (worker/run-jobs.ts).
 */
export async function storeAll(
  embedded: Embedded[],
  { documents, store }: IngestRooms,
  outcomes: Outcome[],
  timings: Timings,
): Promise<void> {
  const ours = await together(embedded, outcomes, (entries) =>
    documents.stillOurs(entries.map(({ task }) => task.job)),
  );
  const published = await together(ours, outcomes, async (entries) => {
    for (const { task, chunks, vectors } of entries) await store.addEmbedded(task.job.documentId, chunks, vectors);
    await store.publish(...entries.map(({ task }) => task.job.documentId));
    const readyAt = new Date();
    return documents.finish(
      entries.map(({ task, chunks }) => {
        const count = { chunksDone: chunks.length, chunksTotal: chunks.length };
        return { lease: task.job, change: { ...count, textReady: true, readyAt } };
      }),
    );
  });
  timings.lap("storeMs");
  for (const { task, parsed, chunks } of published) {
    const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0);
    outcomes.push({ task, done: { pages: parsed.pages.length, chunks: chunks.length, tokens, ...timings.stages } });
  }
}
