import type { DocumentChanges, Job, Leases } from "../../catalog/index.ts";
import type { IngestProgress } from "../index.ts";

/** Progress reaches SQL about this often, ms; less often where many documents move at once. */
const EVERY_MS = 250;
const EVERY_MANY_MS = 1000;

/** Writes the progress of documents to SQL, the newest values each time, all in one transaction, one after another. */
export function createProgress(leases: Pick<Leases, "update">, documents: number) {
  const newest = new Map<Job, DocumentChanges>();
  let writing: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const write = () => {
    timer = undefined;
    const changes = [...newest].map(([lease, change]) => ({ lease, change }));
    newest.clear();
    // A progress that is not written is made good by the next one.
    if (changes.length > 0) writing = writing.then(() => leases.update(changes)).catch(() => undefined);
  };

  return {
    report(job: Job, { status: _, ...counts }: IngestProgress) {
      newest.set(job, counts);
      timer ??= setTimeout(write, documents === 1 ? EVERY_MS : EVERY_MANY_MS);
    },
    /** No more writes after this: what comes next is the documents' last state. */
    async end(): Promise<void> {
      clearTimeout(timer);
      newest.clear();
      await writing;
    },
  };
}
