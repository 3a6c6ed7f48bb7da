import { chunkAll } from "./chunk.ts";
import { embedAll } from "./embed.ts";
import { readAll } from "./read.ts";
import { beginEmbedding, storeAll } from "./store.ts";
import { createTimings, type Timings } from "./timings.ts";
import type { IngestOptions, IngestRooms, IngestTask, Outcome, Read } from "./types.ts";

export { aboutOf } from "./chunk.ts";
export {
  type Ingested,
  type IngestJob,
  type IngestOptions,
  type IngestProgress,
  type IngestRooms,
  type IngestTask,
  LeaseLost,
  type Outcome,
} from "./types.ts";

/**
 * upload → read → chunk → embed → store, for one document or for several small ones that share the embedding and the
 * commits. Each of them is searchable completely or not at all, and ends on its own: read and stored, failed, or stopped by
 * its signal. A file that is slow to read is left behind and comes after the others.
 * @returns one outcome a task; nothing is thrown.
 */
export async function ingest(tasks: IngestTask[], rooms: IngestRooms, options: IngestOptions): Promise<Outcome[]> {
  const timings = createTimings();
  const { read, late, failed } = await readAll(tasks, rooms);
  timings.lap("parseMs");
  const outcomes = [...failed, ...(await index(read, rooms, options, timings))];
  for (const slow of late) {
    const rest = await slow;
    outcomes.push(...rest.failed, ...(await index(rest.read, rooms, options)));
  }
  return outcomes;
}

/** chunk → embed → store, from pages that are there already: the second half of `ingest`, and how an index is built again. */
export async function index(
  read: Read[],
  rooms: IngestRooms,
  options: IngestOptions,
  timings: Timings = createTimings(),
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const chunked = await chunkAll(read, rooms, outcomes);
  timings.lap("chunkMs");
  const begun = await beginEmbedding(chunked, rooms, outcomes, options);
  timings.lap("wordsMs");
  const embedded = await embedAll(begun, rooms, outcomes);
  timings.lap("embedMs");
  await storeAll(embedded, rooms, outcomes, timings);
  return outcomes;
}
