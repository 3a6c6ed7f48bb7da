import type { ParsedDocument } from "../base/types.ts";
import { attempt, together } from "./step.ts";
import type { IngestRooms, IngestTask, Outcome, Read } from "./types.ts";

/** Others wait so long for a file to be read before they go on without it, ms. */
const PATIENCE_MS = 3000;

/** What was read, and what failed. */
interface ReadResult {
  read: Read[];
  failed: Outcome[];
}

type Parsed = { task: IngestTask; parsed: ParsedDocument };

/** Reads the documents one after another and keeps their pages. `late` are those that the others do not wait for. */
export async function readAll(
  tasks: IngestTask[],
  rooms: IngestRooms,
): Promise<ReadResult & { late: Promise<ReadResult>[] }> {
  const failed: Outcome[] = [];
  const change = { status: "parsing" as const, startedAt: new Date() };
  const begun = await together(
    tasks.map((task) => ({ task })),
    failed,
    (entries) => rooms.documents.update(entries.map(({ task }) => ({ lease: task.job, change }))),
  );
  const read: Parsed[] = [];
  const late: Promise<ReadResult>[] = [];
  for (const { task } of begun) {
    const outcomes: Outcome[] = [];
    const reading = readOne(task, rooms, outcomes);
    const parsed = tasks.length === 1 ? await reading : await inTime(reading);
    if (parsed === LATE) late.push(reading.then((slow) => keep(slow === null ? [] : [slow], rooms, outcomes)));
    else if (parsed === null) failed.push(...outcomes);
    else read.push(parsed);
  }
  return { ...(await keep(read, rooms, failed)), late };
}

async function readOne(
  task: IngestTask,
  { originals, parser }: IngestRooms,
  outcomes: Outcome[],
): Promise<Parsed | null> {
  const { job, signal, onProgress } = task;
  const parsed = await attempt(task, outcomes, () =>
    parser.parse(originals.pathOf(job.sha256), job.mediaType, {
      signal,
      onProgress: (pagesDone, pagesTotal) => onProgress({ status: "parsing", pagesDone, pagesTotal }),
    }),
  );
  return parsed === null ? null : { task, parsed };
}

async function keep(parsed: Parsed[], { documents }: IngestRooms, failed: Outcome[]): Promise<ReadResult> {
  const read = await together(parsed, failed, (entries) =>
    documents.keepPages(entries.map(({ task, parsed }) => ({ lease: task.job, parsed }))),
  );
  return { read, failed };
}

const LATE = Symbol("late");

async function inTime<T>(work: Promise<T>): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, LATE);
  });
  return Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
