import type { DocumentChange } from "./changes.ts";
import type { Documents } from "./documents.ts";

type Listener = (changes: DocumentChange[]) => void;

/**
 * Tells listeners which documents changed, whichever process changed them. One query every `intervalMs` serves all
 * listeners (an index lookup by revision), and none runs while nobody listens.
 */
export function createDocumentWatch(documents: Pick<Documents, "changedSince" | "latestRevision">, intervalMs = 250) {
  const listeners = new Set<Listener>();
  const closing = new AbortController();
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
    clearTimeout(timer); // another listener may have come while this round was asking
    if (listeners.size > 0) timer = setTimeout(poll, intervalMs);
  };

  return {
    /** Ends every listener, before the database is closed. */
    close: () => closing.abort(),

    /**
     * Begins to listen, then resolves: what changes after that is among the changes, so who reads a state next misses
     * nothing. They come until `reader` aborts; those that arrive while the reader is slow are merged by document.
     */
    async subscribe(reader: AbortSignal): Promise<AsyncGenerator<DocumentChange[]>> {
      const signal = AbortSignal.any([reader, closing.signal]);
      const waiting = new Map<string, DocumentChange>();
      let wake = () => {};
      const listener: Listener = (changes) => {
        for (const change of changes) waiting.set(change.record.id, change);
        wake();
      };
      const stop = () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearTimeout(timer);
        wake();
      };
      if (listeners.size === 0) {
        const latest = await documents.latestRevision();
        // Another may have begun to listen meanwhile, from an earlier revision: what changed after that is still to be told.
        if (listeners.size === 0) revision = latest;
      }
      if (!signal.aborted) {
        listeners.add(listener);
        signal.addEventListener("abort", stop, { once: true });
        if (listeners.size === 1) timer = setTimeout(poll, intervalMs);
      }
      async function* changes(): AsyncGenerator<DocumentChange[]> {
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
          stop();
        }
      }
      return changes();
    },
  };
}

export type DocumentWatch = ReturnType<typeof createDocumentWatch>;
