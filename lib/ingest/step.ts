import { type IngestTask, LeaseLost, type Outcome } from "./types.ts";

/** Work on one document: what comes of it, or null with its outcome noted when it failed or was told to stop. */
export async function attempt<T>(
  task: IngestTask,
  outcomes: Outcome[],
  work: () => T | Promise<T>,
): Promise<Awaited<T> | null> {
  try {
    task.signal.throwIfAborted();
    const made = await work();
    task.signal.throwIfAborted();
    return made;
  } catch (error) {
    outcomes.push({ task, error });
    return null;
  }
}

/**
 * Work on several documents in one step. Returns those that go on: when it fails none does; a document that was told to
 * stop ends here, and so does one that is not among the ids for which `work` says that it wrote.
 */
export async function together<E extends { task: IngestTask }>(
  entries: E[],
  outcomes: Outcome[],
  work: (entries: E[]) => Promise<ReadonlySet<string> | undefined>,
): Promise<E[]> {
  const wanted = notAborted(entries, outcomes);
  if (wanted.length === 0) return [];
  try {
    const written = await work(wanted);
    const ours = wanted.filter(({ task }) => {
      const lost = written !== undefined && !written.has(task.job.documentId);
      if (lost) outcomes.push({ task, error: new LeaseLost() });
      return !lost;
    });
    return ours;
  } catch (error) {
    for (const { task } of wanted) outcomes.push({ task, error });
    return [];
  }
}

function notAborted<E extends { task: IngestTask }>(entries: E[], outcomes: Outcome[]): E[] {
  return entries.filter(({ task }) => {
    const { aborted, reason } = task.signal;
    if (aborted) outcomes.push({ task, error: reason });
    return !aborted;
  });
}
