import { createYielder } from "../base/event-loop.ts";
import { embeddedText } from "../chunk/index.ts";
import { attempt } from "./step.ts";
import type { Chunked, Embedded, IngestRooms, IngestTask, Outcome } from "./types.ts";

/** Embeds the chunks of all documents in one call, so that its batches cross documents. */
export async function embedAll(chunked: Chunked[], rooms: IngestRooms, outcomes: Outcome[]): Promise<Embedded[]> {
  const [first] = chunked;
  if (first === undefined) return [];
  if (chunked.length === 1) return embedAlone(chunked, rooms, outcomes);
  const last = createLast(chunked.map(({ task }) => task));
  try {
    const vectors = await embedTexts(chunked, rooms, last.signal, (share) => {
      for (const entry of chunked) report(entry, Math.floor(share * entry.chunks.length));
    });
    let from = 0;
    return chunked.map((entry) => {
      const own = vectors.slice(from, from + entry.chunks.length);
      from += entry.chunks.length;
      return { ...entry, vectors: own };
    });
  } catch {
    // Told to stop, or one of them cannot be embedded: each by itself, so that only that one ends.
    return embedAlone(chunked, rooms, outcomes);
  } finally {
    last.end();
  }
}

async function embedAlone(chunked: Chunked[], rooms: IngestRooms, outcomes: Outcome[]): Promise<Embedded[]> {
  const embedded: Embedded[] = [];
  for (const entry of chunked) {
    const vectors = await attempt(entry.task, outcomes, () =>
      embedTexts([entry], rooms, entry.task.signal, (share) => report(entry, Math.round(share * entry.chunks.length))),
    );
    if (vectors !== null) embedded.push({ ...entry, vectors });
  }
  return embedded;
}

/** @returns `[chunks of all × dimensions]` */
async function embedTexts(
  chunked: Chunked[],
  { embedder }: IngestRooms,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Float32Array[]> {
  const texts: string[] = [];
  const yieldToEventLoop = createYielder();
  for (const chunk of chunked.flatMap(({ chunks }) => chunks)) {
    await yieldToEventLoop(); // leases are renewed in between
    texts.push(embeddedText(chunk, embedder.tokenizer));
  }
  return embedder.embed(texts, "passage", { signal, onProgress: (done) => onShare(done / texts.length) });
}

function report({ task, chunks }: Chunked, chunksDone: number): void {
  task.onProgress({ status: "embedding", chunksDone, chunksTotal: chunks.length });
}

/** A signal that aborts once every task was told to stop: until then the others are worth the work. */
function createLast(tasks: IngestTask[]): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const look = () => {
    if (tasks.every(({ signal }) => signal.aborted)) controller.abort();
  };
  for (const { signal } of tasks) signal.addEventListener("abort", look);
  look();
  return {
    signal: controller.signal,
    end: () => {
      for (const { signal } of tasks) signal.removeEventListener("abort", look);
    },
  };
}
