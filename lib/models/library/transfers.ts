import { asFootnoteError, FootnoteError } from "../../base/errors.ts";
import type { Progress } from "../index.ts";
import type { ModelRecord } from "./types.ts";

type Kind = "fetch" | "verify";

export type Work = (
  kind: Kind,
  id: string,
  options: { onProgress(progress: Progress): void; signal: AbortSignal },
) => Promise<unknown>;

interface Transfer {
  kind: Kind;
  id: string;
  /** Settles when it has ended; null while it waits. */
  ended: Promise<void> | null;
  progress: Progress | null;
  stop: AbortController;
}

/** What is fetched or verified now, one at a time, the others waiting in the order of their asking. */
export function createTransfers(work: Work) {
  const queue: Transfer[] = [];
  const errors = new Map<string, NonNullable<ModelRecord["error"]>>();
  const damaged = new Set<string>();

  async function run(transfer: Transfer): Promise<void> {
    try {
      const result = await work(transfer.kind, transfer.id, {
        onProgress: (progress) => {
          transfer.progress = progress;
        },
        signal: transfer.stop.signal,
      });
      if (result === "damaged") damaged.add(transfer.id);
      else damaged.delete(transfer.id);
    } catch (error) {
      if (!transfer.stop.signal.aborted) {
        const { code, message, hint } = asFootnoteError(error);
        errors.set(transfer.id, { code, message, ...(hint === undefined ? {} : { hint }) });
      }
    } finally {
      queue.splice(queue.indexOf(transfer), 1);
      const next = queue[0];
      if (next !== undefined) begin(next);
    }
  }

  function begin(transfer: Transfer): void {
    transfer.ended ??= run(transfer);
  }

  return {
    /** Begins, or waits for its turn; asked twice it is done once. */
    add(kind: Kind, id: string): void {
      errors.delete(id);
      if (queue.some((one) => one.id === id)) return;
      const transfer: Transfer = { kind, id, ended: null, progress: null, stop: new AbortController() };
      queue.push(transfer);
      if (queue.length === 1) begin(transfer);
    },

    /** Ends it; what a download has received is kept. Resolves once the files are let go of. */
    async pause(id: string): Promise<void> {
      const transfer = queue.find((one) => one.id === id);
      if (transfer === undefined) return;
      transfer.stop.abort(new FootnoteError("cancelled", "It was paused."));
      if (transfer.ended === null) queue.splice(queue.indexOf(transfer), 1);
      await transfer.ended;
    },

    stateOf(id: string): "fetching" | "verifying" | "queued" | null {
      const transfer = queue.find((one) => one.id === id);
      if (transfer === undefined) return null;
      if (transfer.ended === null) return "queued";
      return transfer.kind === "fetch" ? "fetching" : "verifying";
    },
    progressOf: (id: string): Progress | null => queue.find((one) => one.id === id)?.progress ?? null,
    errorOf: (id: string) => errors.get(id) ?? null,
    isDamaged: (id: string) => damaged.has(id),
    forget(id: string): void {
      errors.delete(id);
      damaged.delete(id);
    },
    stopAll(): void {
      for (const { stop } of queue) stop.abort(new FootnoteError("cancelled", "Footnote is ending."));
    },
  };
}

export type Transfers = ReturnType<typeof createTransfers>;
