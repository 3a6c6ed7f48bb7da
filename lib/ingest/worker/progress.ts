import type { Documents } from "../../catalog/index.ts";
import type { IngestProgress } from "../index.ts";

/** Progress reaches SQL about this often, ms. */
const EVERY_MS = 250;

/** Writes a document's progress to SQL, the newest value each time, one write after another. */
export function createProgress(documents: Pick<Documents, "update">, documentId: string) {
  let newest: IngestProgress | null = null;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const write = () => {
    timer = undefined;
    const progress = newest;
    newest = null;
    if (progress === null) return;
    const { status: _, ...counts } = progress;
    // A progress that is not written is made good by the next one.
    writing = writing.then(() => documents.update(documentId, counts)).catch(() => undefined);
  };

  return {
    report(progress: IngestProgress) {
      newest = progress;
      timer ??= setTimeout(write, EVERY_MS);
    },
    /** No more writes after this: what comes next is the document's last state. */
    async end(): Promise<void> {
      clearTimeout(timer);
      newest = null;
      await writing;
    },
  };
}
