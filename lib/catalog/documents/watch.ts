import type { DocumentChange } from "./changes.ts";
import type { Documents } from "./documents.ts";

type Listener = (changes: DocumentChange[]) => void;

/**
 * Tells listeners which documents changed, whichever process changed them. One query every `intervalMs` serves all
 * listeners (an index lookup by revision), and none runs while nobody listens.
 */
export function createDocumentWatch(documents: Pick<Documents, "changedSince" | "latestRevision">, intervalMs = 250) {
  const listeners = new Set<Listener>();
  let timer: NodeJS.Timeout | undefined;
  let revision = 0;

  const poll = async () => {
    try {
      const changes = await documents.changedSince(revision);
      const last = changes.at(-1);
      if (last) {
        revision = last.revision;
        for (const listener of listeners) listener(changes);
      }
    } catch {
      // The database is busy or closing: the next round asks again, from the same revision.
    }
    if (listeners.size > 0) timer = setTimeout(poll, intervalMs);
  };

  return {
    /** Changes from now on, until `signal` aborts. Changes that arrive while the reader is slow are merged by document. */
    async *changes(signal: AbortSignal): AsyncGenerator<DocumentChange[]> {
      const waiting = new Map<string, DocumentChange>();
      let wake = () => {};
      const listener: Listener = (changes) => {
        for (const change of changes) waiting.set(change.record.id, change);
        wake();
      };
      const stop = () => wake();
      signal.addEventListener("abort", stop);
      if (listeners.size === 0) revision = await documents.latestRevision();
      listeners.add(listener);
      if (listeners.size === 1) timer = setTimeout(poll, intervalMs);
      try {
        while (!signal.aborted) {
          if (waiting.size > 0) {
            const batch = [...waiting.values()];
            waiting.clear();
            yield batch;
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve;
              if (signal.aborted || waiting.size > 0) resolve();
            });
          }
        }
      } finally {
        signal.removeEventListener("abort", stop);
        listeners.delete(listener);
        if (listeners.size === 0) clearTimeout(timer);
      }
    },
  };
}

export type DocumentWatch = ReturnType<typeof createDocumentWatch>;
