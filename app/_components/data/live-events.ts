import type { DocumentRecord } from "./records.ts";

/** `open`: listening begins, or begins again after a break; what happened before has to be fetched. */
export type LiveEvent =
  | { kind: "open" }
  | { kind: "document"; record: DocumentRecord }
  | { kind: "deleted"; id: string };

type Listener = (event: LiveEvent) => void;

export interface LiveEvents {
  /** Listens until the returned function is called. */
  subscribe(listener: Listener): () => void;
  /** Tells this page's listeners what it knows before the server says it. */
  tell(event: LiveEvent): void;
}

/** A stream that the server refused is tried again after this time, ms; one that broke is retried by the browser itself. */
const RETRY_MS = 5_000;
const NAME = "footnote:events";

/**
 * What happens to documents, for all listeners of a page by one event stream. Where the browser has locks (https, or
 * localhost), all pages share one: the page that holds the lock listens and passes on, and another takes over when it is closed.
 */
export function createLiveEvents(address: string): LiveEvents {
  const listeners = new Set<Listener>();
  let disconnect: (() => void) | null = null;
  const tell = (event: LiveEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  return {
    tell,
    subscribe(listener) {
      listeners.add(listener);
      disconnect ??= "locks" in navigator ? share(address, tell) : listen(address, tell);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        disconnect?.();
        disconnect = null;
      };
    },
  };
}

function share(address: string, tell: Listener): () => void {
  const channel = new BroadcastChannel(NAME);
  const stop = new AbortController();
  channel.onmessage = ({ data }: MessageEvent<LiveEvent>) => tell(data);
  const hold = () =>
    new Promise<void>((release) => {
      const end = listen(address, (event) => {
        tell(event);
        channel.postMessage(event);
      });
      stop.signal.addEventListener("abort", () => {
        end();
        release();
      });
    });
  // Another page may hold the stream: from now on its events arrive here too.
  queueMicrotask(() => stop.signal.aborted || tell({ kind: "open" }));
  navigator.locks.request(NAME, { signal: stop.signal }, hold).catch(() => undefined); // given up before its turn came
  return () => {
    stop.abort();
    channel.close();
  };
}

function listen(address: string, tell: Listener): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source = connect();
  function connect(): EventSource {
    const opened = new EventSource(address);
    opened.addEventListener("open", () => tell({ kind: "open" }));
    opened.addEventListener("document", ({ data }: MessageEvent<string>) =>
      tell({ kind: "document", record: JSON.parse(data) }),
    );
    opened.addEventListener("deleted", ({ data }: MessageEvent<string>) =>
      tell({ kind: "deleted", id: JSON.parse(data).id }),
    );
    opened.addEventListener("error", () => {
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => {
        source = connect();
      }, RETRY_MS);
    });
    return opened;
  }
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
